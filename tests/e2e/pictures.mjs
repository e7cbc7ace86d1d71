// Every card four times, side by side: Teams' JSON as Microsoft's renderer and as our playground draw it,
// Slack's JSON as an independent renderer and as our playground draw it. What stands in one has to stand
// in the other.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { HERE, ROOT, SHOTS, browser, check, packages, part } from './lib.mjs';

const SITE = 'http://cards.local';
const PAGE = path.join(ROOT, 'bot/playground/page');
const LIBRARY = {
  '/adaptivecards.js': path.join(path.dirname(packages.resolve('adaptivecards/package.json')), 'dist/adaptivecards.min.js'),
  '/adaptivecards.css': path.join(path.dirname(packages.resolve('adaptivecards/package.json')), 'dist/adaptivecards.css'),
  '/slack-blocks.css': path.join(path.dirname(packages.resolve('slack-blocks-to-jsx/package.json')), 'dist/style.css'),
};
const FONT = '"Segoe UI", Arial, sans-serif';

// What Teams' own host config says where it differs from the renderer's default.
const HOST = { fontFamily: FONT, actions: { maxActions: 6, buttonSpacing: 8, actionAlignment: 'left' },
  containerStyles: { emphasis: { backgroundColor: '#f5f5f5' } } };

const OFFICIAL = `<link rel="stylesheet" href="/adaptivecards.css"><script src="/adaptivecards.js"></script>
<style>
  body { font: 14px ${FONT}; margin: 0; background: #fff }
  .ac-actionSet { flex-wrap: wrap; row-gap: 8px }
  .ac-pushButton { flex: none !important; font: inherit; padding: 5px 12px; background: #fff; border: 1px solid #c7c7c7; border-radius: 4px }
  .ac-pushButton.style-positive { background: #5b5fc7; color: #fff }
  .ac-pushButton.style-destructive { background: #fff; color: #b10e1c }
</style><div id="card"></div>
<script>
  const AC = window.AdaptiveCards;
  AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
    const shown = document.createElement('p');
    shown.textContent = text.replace(/\\\\([^a-zA-Z0-9\\s])/g, '$1');
    Object.assign(result, { outputHtml: shown.outerHTML, didProcess: true });
  };
  window.show = ({ teams, locale }) => {
    document.documentElement.lang = locale;
    const card = new AC.AdaptiveCard(), context = new AC.SerializationContext();
    card.hostConfig = new AC.HostConfig(${JSON.stringify(HOST)});
    card.parse(teams, context);
    document.getElementById('card').replaceChildren(card.render());
    const parsed = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message);
    return [...parsed, ...card.validateProperties().validationEvents.map((one) => one.message)];
  };
</script>`;

const ours = (dress, body) => `<link rel="stylesheet" href="/page/style.css"><link rel="stylesheet" href="/page/${dress}.css">
<style>body { display: block; overflow: visible; height: auto; margin: 0; background: #fff } .pane { display: block; border: 0 }</style>
<div class="pane ${dress}" style="padding: 8px"><div id="card"${dress === 'teams' ? ' class="tm-card"' : ''}></div></div>
<script type="module">import { ${body} } from '/page/${dress}.js';
  window.show = (card) => {
    document.documentElement.lang = card.locale;
    document.getElementById('card').replaceChildren(${body}(card.${dress}, () => {}));
    return [];
  };
  window.ready = true;</script>`;

const INDEPENDENT = `<link rel="stylesheet" href="/slack-blocks.css">
<style>
  body { font: 15px/1.46 Lato, ${FONT}; margin: 8px; background: #fff }
  *, ::before { box-sizing: border-box; border: 0 solid #ddd }
  p { margin: 0; white-space: pre-wrap } h3 { margin: 0 } button { background: none; font: inherit }
</style><div id="card"></div>
<script>
  window.show = ({ markup, locale }) => {
    document.documentElement.lang = locale;
    document.getElementById('card').innerHTML = markup;
    return [];
  };
</script>`;

const FRAMES = {
  'Teams, Microsoft’s renderer': OFFICIAL, 'Teams, our playground': ours('teams', 'teamsCard'),
  'Slack, an independent renderer': INDEPENDENT, 'Slack, our playground': ours('slack', 'slackBlocks'),
};

const COLUMNS = Object.keys(FRAMES).map((name, at) => `<div><b>${name}</b><iframe src="/frame/${at}"></iframe></div>`);
const SHEET = `<style>
  body { margin: 16px; background: #ececec; font: 13px sans-serif; display: flex; gap: 16px; align-items: flex-start }
  div, iframe { width: 440px } iframe { border: 0; background: #fff; margin-top: 6px }
</style>${COLUMNS.join('')}`;

function served(address) {
  const where = new URL(address).pathname;
  const html = (body) => ({ contentType: 'text/html; charset=utf-8', body: `<!doctype html><meta charset="utf-8">${body}` });
  if (where === '/') return html(SHEET);
  if (where.startsWith('/frame/')) return html(Object.values(FRAMES)[Number(where.slice(7))]);
  const file = LIBRARY[where] || path.join(PAGE, path.basename(where));
  return existsSync(file) ? { path: file } : { status: 404 };
}

// Every text one sees, in pieces, without blanks; of a closed list one sees what is chosen.
function seen() {
  const walker = document.createTreeWalker(document.getElementById('card'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest('select, option, style, svg, .chart, .slack_blocks_to_jsx__data_visualization')) found.push(walker.currentNode.textContent);
  }
  for (const list of document.querySelectorAll('#card select')) found.push(...[...list.selectedOptions].map((one) => one.textContent));
  return found.map((text) => text.replace(/[\s*]/g, '')).filter((text) => text.length > 1);
}

const height = () => document.documentElement.scrollHeight;
const width = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

async function drawIn(frame, card) {
  const problems = await frame.evaluate((given) => window.show(given), card);
  return { problems, texts: await frame.evaluate(seen) };
}

// Words that a renderer says by itself; Slack says "optional" in its own language, too.
const ITS_OWN = /^(Writesomething|↵Please'enter'tosubmit|\(optional\)|（選填）|（选填）)$/;

function missing(from, to) {
  const whole = to.join('');
  return from.filter((text) => !whole.includes(text) && !ITS_OWN.test(text));
}

// Charts are drawn differently everywhere, so the texts are compared without them.
function withoutCharts(card) {
  const kept = (parts) => parts.filter((part) => !/^(Chart\.|data_visualization)/.test(part.type));
  return { ...card, teams: { ...card.teams, body: kept(card.teams.body) }, slack: { ...card.slack, blocks: kept(card.slack.blocks) } };
}

async function markupOf() {
  const [{ createElement }, { renderToStaticMarkup }] = [packages('react'), packages('react-dom/server')];
  const { Message } = packages('slack-blocks-to-jsx');
  return (slack) => renderToStaticMarkup(createElement(Message, { blocks: slack.blocks, name: '', logo: '', theme: 'light', withoutWrapper: true }));
}

async function compare(frames, card, markup) {
  const plain = withoutCharts(card);
  const drawn = [];
  for (const frame of frames) drawn.push(await drawIn(frame, { ...plain, markup: markup(plain.slack) }));
  const name = `${card.name} ${card.locale}`;
  const [official, playground, independent, blocks] = drawn.map((one) => one.texts);
  const teams = [...missing(official, playground), ...missing(playground, official)];
  const slack = [...missing(independent, blocks), ...missing(blocks, independent)];
  check(`${name}: the same words in both of Teams' pictures`, !teams.length && official.length, teams.join(' | '));
  check(`${name}: the same words in both of Slack's pictures`, !slack.length && blocks.length, slack.join(' | '));
  // The renderer knows no charts (Teams does), and its pattern for a language holds every second time only.
  const problems = (await drawIn(frames[0], card)).problems.filter((one) => !/Chart\.|property "lang"/.test(one));
  check(`${name}: Microsoft's renderer finds nothing wrong`, !problems.length && /^([a-z]{2,3})?$/.test(card.teams.lang ?? ''), problems.join(' | '));
}

async function photograph(page, frames, card, markup) {
  const wide = [];
  for (const frame of frames) {
    await drawIn(frame, { ...card, markup: markup(card.slack) });
    const element = await frame.frameElement();
    await element.evaluate((one) => { one.style.height = '60px'; });
    const tall = await frame.evaluate(height);
    await element.evaluate((one, pixels) => { one.style.height = `${pixels}px`; }, tall);
    wide.push(await frame.evaluate(width));
  }
  check(`${card.name} ${card.locale}: nothing sticks out to the right`, wide.every((one) => one <= 0), wide);
  await page.screenshot({ path: path.join(SHOTS, `card-${card.name}-${card.locale}.png`), fullPage: true });
}

await part('pictures', async () => {
  const ran = spawnSync(path.join(ROOT, '.venv/bin/python'), [path.join(HERE, 'cards.py')], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 });
  if (ran.status) throw new Error(ran.stderr);
  const cards = JSON.parse(ran.stdout);
  check('cards.py makes every card in three languages', cards.length % 3 === 0 && cards.length >= 18, cards.length);
  const context = await browser(1860, 400);
  const page = await context.newPage();
  await page.route('**/*', (route) => route.fulfill(served(route.request().url())));
  await page.goto(`${SITE}/`);
  const frames = page.frames().slice(1);
  for (const at of [1, 3]) await frames[at].waitForFunction(() => window.ready);
  const markup = await markupOf();
  for (const card of cards) {
    await compare(frames, card, markup);
    await photograph(page, frames, card, markup);
  }
  await context.close();
});
