// What the parts share: checks that print one line each, a company in a folder of its own, its bot, and
// processes that end when the part ends. Nothing is ended that was not started here.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const HERE = path.dirname(fileURLToPath(import.meta.url));
export const ROOT = path.resolve(HERE, '../..');
export const PLACE = path.join(ROOT, 'var/e2e');
export const SHOTS = path.join(PLACE, 'shots');
export const BOT = 'http://127.0.0.1:8080';
export const packages = createRequire(path.join(PLACE, 'package.json'));
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const PYTHON = path.join(ROOT, '.venv/bin/python');
const UPTAKE = path.join(ROOT, '.venv/bin/uptake');
const started = new Set();
const browsers = new Set();
let partName = '';

export function check(what, holds, seen = '') {
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${partName}: ${what}${holds || !seen ? '' : `  [${String(seen).slice(0, 600)}]`}`);
  if (!holds) process.exitCode = 1;
  return Boolean(holds);
}

export async function until(probe, seconds = 20) {
  // Polls, because neither workspace tells when something happened in it.
  for (const end = Date.now() + seconds * 1000; ; await sleep(150)) {
    const found = await probe();
    if (found || Date.now() > end) return found || undefined;
  }
}

export async function part(name, story) {
  partName = name;
  for (const sign of ['SIGINT', 'SIGTERM']) process.once(sign, () => endAll().then(() => process.exit(1)));
  try {
    await story();
  } catch (error) {
    check('runs to its end', false, error.stack || error);
  } finally {
    await endAll();
  }
}

async function endAll() {
  for (const child of started) child.kill('SIGKILL');
  for (const context of browsers) await context.close();
}

export function begin(command, args, { folder, log, env = {} }) {
  const out = log ? openSync(log, 'a') : 'ignore';
  const child = spawn(command, args, { cwd: folder, env: { ...plainEnv(), ...env }, stdio: ['ignore', out, out] });
  started.add(child);
  child.over = new Promise((done) => child.once('exit', (code, sign) => { started.delete(child); done(code ?? sign); }));
  return child;
}

export async function end(child, seconds = 15) {
  child.kill('SIGTERM');
  return Promise.race([child.over, sleep(seconds * 1000).then(() => 'still running')]);
}

function plainEnv() {
  // No UPTAKE_ variable of whoever runs this may reach the bot.
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('UPTAKE_')));
}

function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  } catch (error) {
    console.log(`--   ${partName}: could not remove ${folder}: ${error.code}`);
  }
}

export async function answers(address) {
  try {
    return (await fetch(address)).status < 500;
  } catch {
    return false;
  }
}

// A browser of its own, that speaks to this machine only.
export async function browser(width, height) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'uptake-e2e-browser-'));
  const context = await packages('playwright-core').chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM, headless: true, viewport: { width, height },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'] });
  browsers.add(context);
  context.once('close', () => browsers.delete(context));
  process.once('exit', () => remove(profile));
  return context;
}

export class Company {
  constructor(env) {
    this.env = env;
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'uptake-e2e-'));
    mkdirSync(SHOTS, { recursive: true });
    this.log = path.join(this.folder, 'bot.log');
    process.once('exit', () => {
      if (!process.exitCode) remove(this.folder);
      else console.log(`--   ${partName}: databases and logs are kept in ${this.folder}`);
    });
  }

  uptake(...args) {
    return this.#run(UPTAKE, args);
  }

  #run(command, args) {
    const ran = spawnSync(command, args, { cwd: this.folder, env: plainEnv(), encoding: 'utf8' });
    const name = `${path.basename(command)} ${args.filter((arg) => !arg.includes('/')).join(' ')}`;
    if (ran.status) throw new Error(`${name}: ${ran.stdout}${ran.stderr}`);
    return ran.stdout;
  }

  found() {
    this.uptake('init');
    this.#run(PYTHON, [path.join(HERE, 'company.py'), 'found', this.folder]);
    const said = [['people', 'import', 'people.csv'], ['check', 'program.toml'], ['program', 'apply', 'program.toml', '--by', 'zhao@example.com'], ['program', 'approve', '--by', 'otto@example.com']]
      .map((args) => this.uptake(...args));
    check('a folder is set up by init, people import, check, program apply and approve', said[0].startsWith('16 added'), said);
  }

  // What was started now has been running for two weeks: a window, a nudge and a digest are due today.
  twoWeeksLater() {
    this.#run(PYTHON, [path.join(HERE, 'company.py'), 'two-weeks-later', this.folder]);
    const said = this.uptake('signals', 'import', 'usage.csv', '--source', 'generic') + this.uptake('program', 'apply', 'program.toml', '--by', 'zhao@example.com')
      + this.uptake('program', 'approve', '--by', 'otto@example.com');
    check('a usage export is imported and a changed program applied while it runs', /7 people[\s\S]*version 2/.test(said), said);
  }

  async run(env = {}) {
    this.bot = begin(UPTAKE, ['run'], { folder: this.folder, log: this.log, env: { ...this.env, ...env } });
    const ready = await until(async () => (await answers(`${BOT}/livez`)) && (await fetch(`${BOT}/readyz`)).ok);
    check('`uptake run` is up and ready', ready, this.tail());
  }

  async stop() {
    const code = await end(this.bot);
    check('`uptake run` ends with 0 when told to', code === 0, code);
  }

  tail() {
    return readFileSync(this.log, 'utf8').trim().split('\n').slice(-5).join('\n');
  }

  checkLog() {
    const bad = readFileSync(this.log, 'utf8').split('\n').filter((line) => /"level": "(error|critical)"|Traceback|never awaited/.test(line));
    check('the bot has logged no error', !bad.length, bad.join('\n'));
    const people = readFileSync(this.log, 'utf8').match(/maja|王小樣|赵小样|@example\.com/i);
    check('the bot has logged nobody by name or address', !people, people);
  }
}

