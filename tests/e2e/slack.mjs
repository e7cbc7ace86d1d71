// The Slack edge against local-slack: signed HTTP events, commands and taps, then Socket Mode.
// Its taps carry no form values, so forms are tried in Teams only.
import { createHmac } from 'node:crypto';
import path from 'node:path';
import { BOT, Company, PLACE, answers, begin, check, end, part, until } from './lib.mjs';

const SLACK = 'http://127.0.0.1:3000';
const SECRET = '0123456789abcdef0123456789abcdef';
const BINARY = path.join(PLACE, 'node_modules/local-slack-linux-x64/bin/local-slack');

const get = async (what) => (await fetch(`${SLACK}/_control/${what}`)).json();
const post = async (what, body) => (await fetch(`${SLACK}/_control/${what}`, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();

const direct = {};

async function conversation(user) {
  if (!direct[user]) {
    const { channels } = await get('state');
    direct[user] = channels.find((one) => one.is_im && one.members.includes(user))?.id;
  }
  return direct[user];
}

async function inbox(user) {
  const channel = await conversation(user);
  if (!channel) return [];
  return (await get(`messages/${channel}`)).messages.filter((one) => one.bot_id);
}

const arrives = (user, pattern, seconds) => until(async () => (await inbox(user)).findLast((one) => pattern.test(one.text)), seconds);

async function says(user, text, pattern) {
  const before = (await inbox(user)).length;
  await post('message', { channel: (await conversation(user)) || user, user, text });
  return until(async () => (await inbox(user)).slice(before).find((one) => pattern.test(one.text)));
}

const parts = (message) => message.blocks.filter((block) => block.type === 'actions').flatMap((block) => block.elements);

async function taps(user, message, label) {
  const button = parts(message).find((one) => one.type === 'button' && label.test(one.text.text));
  if (!button) throw new Error(`no button ${label} in ${message.text}`);
  return acts(user, message, { type: 'button', action_id: button.action_id, value: button.value });
}

async function picks(user, message, label) {
  const list = parts(message).find((one) => one.type === 'static_select');
  const option = list.options.find((one) => label.test(one.text.text));
  return acts(user, message, { type: 'static_select', action_id: list.action_id, selected_option: option });
}

async function acts(user, message, action) {
  const before = (await inbox(user)).length;
  await post('interact', { channel: message.channel, messageTs: message.ts, user, action });
  const now = await until(async () => (await inbox(user)).find((one) => one.ts === message.ts && one.text !== message.text));
  return now && { ...now, isInPlace: (await inbox(user)).length === before };
}

async function commands(user, command, text) {
  const seen = (await get('messages/C0LOBBY')).messages.length;
  await post('command', { channel: 'C0LOBBY', user, command, text });
  const answer = await until(async () => (await get('messages/C0LOBBY')).messages.slice(seen).find((one) => one.bot_id));
  return answer?.ephemeral_to === user ? answer : undefined;
}

async function raw(body, headers) {
  return (await fetch(`${BOT}/slack/events`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })).status;
}

function signed(body, secret = SECRET) {
  const stamp = Math.floor(Date.now() / 1000);
  const mac = createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(stamp), 'x-slack-signature': `v0=${mac}`, 'x-slack-retry-num': '1' };
}

async function slack(company, mode) {
  const args = ['--config', path.join(company.folder, `slack-${mode}.json`), '--port', '3000', '--base-host', '127.0.0.1'];
  const child = begin(BINARY, args, { folder: company.folder, log: path.join(company.folder, 'slack.log') });
  if (!(await until(() => answers(`${SLACK}/_control/state`)))) throw new Error('local-slack did not start');
  return child;
}

async function languages() {
  const maja = await says('U0MAJA', 'ai-help', /What you can do here/);
  check('ai-help in a direct message is answered in English', maja);
  check('first contact brings the disclosure along', await arrives('U0MAJA', /Hello from Uptake, a bot/));
  check('and it comes before the answer', /^Hello from Uptake/.test((await inbox('U0MAJA'))[0].text));
  const wang = await says('U0WANG', '說明', /您可以在這裡做什麼/);
  check('說明 is answered in Traditional Chinese', wang);
  const zhao = await says('U0ZHAO', '帮助', /您可以在这里做什么/);
  check('帮助 is answered in Simplified Chinese, with a champion’s commands', zhao && /推广计划/.test(zhao.text), zhao?.text);
  const unknown = await says('U0MAJA', 'mumble <!channel> *x*', /did not understand/);
  check('what is no command is answered with what would be, and repeated inertly', unknown && unknown.text.includes('&lt;!channel&gt;'), unknown?.text);
  check('a stranger is told politely', await says('U0ULLA', 'ai-help', /./));
}

async function slashCommands() {
  const me = await commands('U0MAJA', '/ai-me', '');
  check('/ai-me answers the one who typed it, nobody else', me && /What I know of you/.test(me.text), JSON.stringify(me));
  const tip = await commands('U0WANG', '/ai-tip', '會議');
  check('/ai-tip 會議 finds a tip', tip && /會議/.test(tip.text) && !/沒有|找不到/.test(tip.text.split('\n')[0]), tip?.text);
  const no = await commands('U0MAJA', '/ai-rollout', 'start');
  check('/ai-rollout is refused to a pilot user', no && !/Try it out/.test(no.text), no?.text);
}

async function rollout() {
  const plan = await says('U0OTTO', 'ai-rollout', /Lantern Books: four weeks[\s\S]*Try it out/);
  check('ai-rollout shows an administrator the plan', plan && /Try it out: planned/.test(plan.text), plan?.text);
  const running = await taps('U0OTTO', plan, /^Start/);
  check('tapping Start redraws the plan in place', running?.isInPlace && /Started\./.test(running.text) && /running/.test(running.text), running?.text);
}

async function twice() {
  const before = (await inbox('U0MAJA')).filter((one) => /not understand “pebble”/.test(one.text)).length;
  await says('U0MAJA', 'pebble', /pebble/);
  const { log } = await get('log');
  const event = log.findLast((one) => one.kind === 'events_api' && JSON.stringify(one).includes('pebble'));
  const body = [event?.body, event?.payload, event?.data, event?.detail].find((one) => typeof one === 'string');
  const statuses = [await raw(body, signed(body)), await raw(body, signed(body))];
  await says('U0MAJA', 'ai-help', /What you can do/);
  const after = (await inbox('U0MAJA')).filter((one) => /not understand “pebble”/.test(one.text)).length;
  check('the same event three times is answered once', statuses.join() === '200,200' && after - before === 1, `${statuses} ${before} ${after}`);
  check('an unsigned request gets 401', (await raw(body, {})) === 401);
  check('a wrongly signed request gets 401', (await raw(body, signed(body, 'wrong'))) === 401);
}

async function stopWord() {
  check('停止 stops at once', await says('U0WANG', '停止', /已停止/));
}

async function dueNow() {
  const prompt = await arrives('U0MAJA', /What did you last use Example Assistant for\?/, 40);
  check('the open window asks its first question', prompt);
  const second = await picks('U0MAJA', prompt, /Meetings and minutes/);
  check('choosing an answer redraws the card in place with the next question', second?.isInPlace && /How useful/.test(second.text), second?.text);
  const back = await taps('U0MAJA', second, /^Back$/);
  check('Back shows the answer so far', /Your answer so far: Meetings and minutes/.test(back?.text), back?.text);
  const again = await picks('U0MAJA', back, /Code/);
  const third = await taps('U0MAJA', again, /Very/);
  check('so does tapping one', third?.isInPlace && /How long/.test(third.text), third?.text);
  const fourth = await taps('U0MAJA', third, /15 to 30 minutes/);
  const receipt = await taps('U0MAJA', fourth, /Less than 5 minutes/);
  check('the last answer brings the receipt', receipt?.isInPlace && /Thank you, that's all/.test(receipt.text), receipt?.text);
  const digest = await arrives('U0ZHAO', /第 2 周/, 40);
  check('the digest of last week has reached the champion in Simplified Chinese', digest, (await inbox('U0ZHAO')).at(-1)?.text);
  const taken = digest && (await taps('U0ZHAO', digest, /由我负责/));
  check('an action of the digest is taken with one tap, in place', taken?.isInPlace && /✓ 由 赵小样 负责/.test(taken.text), taken?.text);
  check('the digest has reached the administrator', await arrives('U0OTTO', /Week 2 of 4/));
}

async function preferences() {
  await says('U0MAJA', 'ai-me', /What I know of you/);
  const card = await arrives('U0MAJA', /What I know of you/);
  const hant = await picks('U0MAJA', card, /繁體中文/);
  check('choosing a language redraws the record in it', hant?.isInPlace && /已儲存/.test(hant.text), hant?.text);
  const hans = hant && (await picks('U0MAJA', hant, /简体中文/));
  check('and again in the third', /已保存/.test(hans?.text), hans?.text);
  check('and back', /Saved/.test((hans && (await picks('U0MAJA', hans, /English/)))?.text));
}

async function nudge() {
  const message = await arrives('U0MAJA', /Why you: /, 120);
  check('the nudge comes at its minute and says why', message && /week 3, phase “Try it out”/.test(message.text), message?.text);
  const why = message && (await taps('U0MAJA', message, /Not for me/));
  check('“Not for me” asks for a reason in place', why?.isInPlace && /What is the reason/.test(why.text), why?.text);
  const kept = why && (await taps('U0MAJA', why, /Data is missing/));
  check('the reason is kept', /real answer/.test(kept?.text), kept?.text);
  const after = (await inbox('U0WANG')).at(-1);
  check('whoever said stop gets neither question nor nudge', /已停止/.test(after.text), after.text);
}

async function killSwitch() {
  const paused = await says('U0OTTO', 'ai-pause fire drill', /All sending is paused/);
  check('ai-pause stops all sending and repeats the reason', /fire drill/.test(paused?.text), paused?.text);
  check('what people ask is still answered meanwhile', await says('U0MAJA', 'ai-help', /What you can do/));
  check('ai-resume lifts it', await says('U0OTTO', 'ai-resume', /Sending goes on/));
}

await part('slack', async () => {
  const api = { UPTAKE_SLACK_BOT_TOKEN: 'xoxb-e2e', UPTAKE_SLACK_API_URL: `${SLACK}/api/` };
  const company = new Company({ ...api, UPTAKE_SLACK_SIGNING_SECRET: SECRET });
  company.found();
  let workspace = await slack(company, 'events');
  await company.run();
  await languages();
  await slashCommands();
  check('nobody else was written to before the start', !(await inbox('U0READER0')).length);
  await rollout();
  check('somebody who never wrote is found by e-mail and told who speaks', await arrives('U0READER0', /Hello from Uptake, a bot/));
  await twice();
  await stopWord();
  await company.stop();
  company.twoWeeksLater();
  await company.run();
  await dueNow();
  await preferences();
  await killSwitch();
  await nudge();
  for (const user of ['U0OTTO', 'U0MAJA', 'U0WANG', 'U0ZHAO', 'U0READER0']) {
    const hellos = (await inbox(user)).filter((one) => /^(Hello from Uptake|您好，我是)/.test(one.text));
    check(`${user} was told who speaks exactly once`, hellos.length === 1, hellos.length);
  }
  await company.stop();
  await end(workspace);
  workspace = await slack(company, 'socket');
  for (const user of Object.keys(direct)) delete direct[user];
  await company.run({ UPTAKE_SLACK_APP_TOKEN: 'xapp-e2e' });
  check('in Socket Mode a direct message is answered', await until(() => says('U0ZHAO', '帮助', /您可以在这里做什么/)));
  await company.stop();
  company.checkLog();
});
