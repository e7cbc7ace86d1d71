// The Teams edge against Microsoft's Agents Playground in a browser: three people, each at a playground of
// their own, write, tap and fill forms on the cards that Teams' own renderer draws.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { BOT, Company, HERE, PLACE, SHOTS, answers, begin, browser, check, part, until } from './lib.mjs';

const PLAYGROUND = path.join(PLACE, 'node_modules/@microsoft/m365agentsplayground/cli.js');
const PEOPLE = { otto: 'Otto Placeholder', wang: '王小樣', zhao: '赵小样' };

const account = (key, name) => ({
  id: `user-${key}`, name, givenName: name, surname: name, email: `${key}@example.com`, userPrincipleName: `${key}@example.com`,
  aadObjectId: `00000000-0000-0000-0000-${Buffer.from(key).toString('hex').padStart(12, '0')}` });

// The tool wants five other people, a group chat and a team, whether they are used or not.
const tenant = (key) => JSON.stringify({
  version: '0.1.0', tenantId: '00000000-0000-0000-0000-0000000000001', bot: { id: '00000000-0000-0000-0000-00000000000011', name: 'Uptake' },
  currentUser: account(key, PEOPLE[key]), users: [1, 2, 3, 4, 5].map((n) => account(`nobody${n}`, `Nobody ${n}`)),
  personalChat: { id: `personal-${key}` }, groupChat: { id: `group-${key}`, name: 'Group' },
  team: { id: 'team', name: 'Team', aadGroupId: '00000000-0000-0000-0000-000000000031', channels: [{ id: 'channel', name: 'News' }] } });

class Seat {
  constructor(company, key, port) {
    Object.assign(this, { company, key, port, address: `http://127.0.0.1:${port}`, shots: 0, faults: [] });
  }

  async open(context) {
    const config = path.join(this.company.folder, `${this.key}.json`);
    writeFileSync(config, tenant(this.key));
    const log = path.join(this.company.folder, `${this.key}.log`);
    const preload = ['-r', path.join(HERE, 'loopback.cjs'), PLAYGROUND];
    begin(process.execPath, [...preload, '-e', `${BOT}/api/messages`, '-c', 'msteams', '-p', String(this.port), '--dt'], {
      folder: this.company.folder, log: path.join(this.company.folder, 'playground.log'),
      env: { TEAMSAPPTESTER_BROWSER: 'none', M365_AGENTS_PLAYGROUND_CONFIG_PATH: config, M365_AGENTS_PLAYGROUND_LOGFILE: log } });
    if (!(await until(() => answers(`${this.address}/_debug/ping`), 40))) throw new Error('the Agents Playground did not start');
    this.page = await context.newPage();
    this.page.setDefaultTimeout(10000);
    await this.page.route((url) => url.hostname !== '127.0.0.1', (route) => route.abort());
    this.page.on('websocket', (socket) => socket.on('framereceived', (frame) => this.#listen(String(frame.payload))));
    await this.page.goto(this.address);
    await this.page.waitForSelector('[role=textbox]');
  }

  #listen(payload) {
    const status = /"statusCode":([45]\d\d)/.exec(payload);
    if (status) this.faults.push(payload.slice(0, 400));
  }

  get cards() {
    return this.page.locator('.ac-adaptiveCard');
  }

  card(pattern) {
    return this.cards.filter({ hasText: pattern }).last();
  }

  async sees(pattern, seconds = 20) {
    return until(async () => (await this.cards.filter({ hasText: pattern }).count()) && this.card(pattern), seconds);
  }

  async says(text, pattern) {
    const before = await this.cards.count();
    await this.page.locator('[role=textbox]').last().click();
    await this.page.keyboard.insertText(text);
    await this.page.locator('button[aria-label="Send Message"]').last().click();
    await until(async () => (await this.cards.count()) > before);
    return this.sees(pattern);
  }

  // Taps a button of a card; the text of what then stands in the card's place.
  async taps(card, label) {
    const handle = await card.elementHandle();
    const all = await this.cards.elementHandles();
    const place = (await Promise.all(all.map((one) => one.evaluate((node, other) => node === other, handle)))).indexOf(true);
    const before = await this.cards.nth(place).innerText();
    await this.cards.nth(place).getByRole('button', { name: label }).first().click();
    const after = await until(async () => {
      const now = await this.cards.nth(place).innerText();
      return now !== before && now;
    });
    this.isInPlace = (await this.cards.count()) === all.length;
    return after || '';
  }

  // The client's own pickers take what is typed when they are left.
  async fills(field, text) {
    await field.fill(text);
    await this.page.keyboard.press('Tab');
  }

  async shot(name) {
    await this.page.screenshot({ path: path.join(SHOTS, `teams-${name}-${this.key}.png`) });
  }
}

async function languages({ otto, wang }) {
  check('ai-help is answered in English', await otto.says('ai-help', /What you can do here/));
  check('說明 is answered in Traditional Chinese', await wang.says('說明', /您可以在這裡做什麼/));
  check('first contact brings the disclosure along', await wang.sees(/您好，我是機器人 Uptake/));
  check('小技巧 會議 finds a tip', await wang.says('小技巧 會議', /「會議」的搜尋結果/));
  check('another language’s command is understood', await otto.says('我的数据', /What I know of you/));
  await wang.shot('tip');
}

async function rollout({ otto, zhao }) {
  const plan = await otto.says('ai-rollout', /Lantern Books: four weeks/);
  const after = await otto.taps(plan, /^Start/);
  check('Action.Execute: tapping Start redraws the plan in place', otto.isInPlace && /Started\./.test(after), after);
  check('somebody who never wrote is told who speaks', await zhao.sees(/您好，我是机器人 Uptake/));
  await otto.shot('plan');
  await zhao.shot('disclosure');
}

async function forms({ wang }) {
  const me = await wang.says('我的設定', /我存了您的哪些資料/);
  await wang.fills(me.getByPlaceholder('Select a time...').nth(0), '22:00');
  await wang.fills(me.getByPlaceholder('Select a time...').nth(1), '07:00');
  await wang.shot('me');
  const saved = await wang.taps(me, '儲存勿擾時段');
  check('a form with two times is saved, in place', wang.isInPlace && /已儲存您的勿擾時段/.test(saved) && /22:00-07:00/.test(saved), saved);
  const again = wang.card(/已儲存您的勿擾時段/);
  await wang.fills(again.getByPlaceholder('Select a date...'), '2020-01-01');
  check('a day in the past is refused with a reason', /這一天不在未來/.test(await said(wang, again, '儲存暫停日期')));
}

// Taps what answers beside the card, not in its place.
async function said(seat, card, label) {
  const before = await seat.cards.count();
  await card.getByRole('button', { name: label }).first().click();
  await until(async () => (await seat.cards.count()) > before);
  return seat.cards.last().innerText();
}

async function sharing({ wang, zhao }) {
  const form = await wang.says('小技巧 分享', /分享小技巧/);
  const [title, body] = [form.locator('input[type=text], input:not([type])').first(), form.locator('textarea').first()];
  const empty = (await form.innerText()).length;
  await form.getByRole('button', { name: '送出' }).click();
  check('an empty required field is refused by the client', await until(async () => (await form.innerText()).length > empty && (await title.isVisible())));
  await wang.shot('form-refused');
  await title.fill('先問 *三個* 問題');
  await body.fill('請它先問三個問題，再動手寫。<at>everyone</at> {{DATE(2026-01-01)}}');
  const asked = await wang.taps(form, '送出');
  check('the form is sent, and asks about the name in place', wang.isInPlace && /要顯示您的姓名嗎/.test(asked), asked);
  const thanks = await wang.taps(wang.card(/要顯示您的姓名嗎/), '好，顯示姓名');
  check('the answer is kept', /已記下/.test(thanks), thanks);
  const review = await zhao.sees(/待审核的小技巧/);
  const text = review && (await review.innerText());
  check('a champion gets the tip to review, word for word', text?.includes('先問 *三個* 問題') && text.includes('DATE(2026-01-01)'), text);
  await zhao.shot('review');
  check('the champion approves it', /现在大家都能找到了/.test(review && (await zhao.taps(review, '批准'))));
  check('the author is told', await wang.sees(/已核准/));
}

async function questions({ otto, wang, zhao }) {
  const first = await wang.sees(/您最近一次用 Example Assistant 做什麼/, 40);
  check('the open window asks its first question', first);
  await wang.shot('question');
  await choose(wang, first, '程式');
  const second = await wang.taps(first, 'OK');
  check('a list and OK: the next question in place', wang.isInPlace && /結果有多大幫助/.test(second), second);
  const third = await wang.taps(wang.card(/結果有多大幫助/), '相當有幫助');
  check('a tapped answer: the next question in place', wang.isInPlace && /分鐘/.test(third), third);
  await wang.shot('question-buttons');
  const text = await wordsOf(zhao);
  check('an answer in one’s own words brings the receipt', zhao.isInPlace && /谢谢您，已经完成/.test(text), text);
  await zhao.shot('receipt');
  const digest = await otto.sees(/Week 2 of 4/, 40);
  check('the digest has reached the administrator', digest);
  await digest.scrollIntoViewIfNeeded();
  await otto.shot('digest');
  const taken = await otto.taps(digest, 'Assign to me');
  check('an action is taken with one tap, in place', otto.isInPlace && /✓ Taken by Otto Placeholder/.test(taken), taken);
}

async function wordsOf(zhao) {
  const first = await zhao.sees(/您最近一次用 Example Assistant 做什么/);
  await choose(zhao, first, '还没有用过');
  await zhao.taps(first, 'OK');
  const second = await zhao.sees(/是什么原因让您没有使用/);
  await choose(zhao, second, '没时间尝试');
  await zhao.taps(second, 'OK');
  const third = await zhao.sees(/值得一试/);
  await third.locator('textarea').first().fill('给我一个小时，<b>不</b>要开会。');
  return zhao.taps(third, '提交');
}

async function choose(seat, card, label) {
  await card.locator('[role=combobox]').first().click();
  await seat.page.locator('[role=option]', { hasText: label }).first().click();
}

async function nudge({ otto, wang }) {
  const message = await otto.sees(/Why you: /, 120);
  check('the nudge comes at its minute and says why', message);
  await otto.shot('nudge');
  const when = await otto.taps(message, /^Remind me/);
  check('“Remind me…” asks when, in place', otto.isInPlace && /When shall I remind you/.test(when), when);
  const card = otto.card(/When shall I remind you/);
  const later = new Date(Date.now() + 2 * 86400e3).toISOString().slice(0, 10);
  await otto.fills(card.getByPlaceholder('Select a date...'), later);
  await otto.shot('nudge-later');
  const kept = await otto.taps(card, 'Remind me then');
  check('a chosen day and time are kept', /I'll remind you on/.test(kept), kept);
  check('停止 stops at once', await wang.says('停止', /已停止/));
  await wang.shot('stopped');
}

await part('teams', async () => {
  const company = new Company({ UPTAKE_TEAMS_ANONYMOUS: 'true' });
  company.found();
  await company.run();
  const context = await browser(1280, 1500);
  const seats = {};
  for (const [at, key] of Object.keys(PEOPLE).entries()) {
    seats[key] = new Seat(company, key, 56150 + at);
    await seats[key].open(context);
  }
  await languages(seats);
  await rollout(seats);
  await forms(seats);
  await sharing(seats);
  await company.stop();
  company.twoWeeksLater();
  await company.run();
  await questions(seats);
  await nudge(seats);
  for (const seat of Object.values(seats)) {
    const hellos = await seat.cards.filter({ hasText: /Hello from Uptake, a bot|您好，我是/ }).count();
    check(`${seat.key} was told who speaks exactly once`, hellos === 1, hellos);
    check(`${seat.key}'s playground saw no request fail`, !seat.faults.length, seat.faults[0]);
  }
  await context.close();
  await company.stop();
  company.checkLog();
});
