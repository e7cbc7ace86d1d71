// The page: who sits where, what was said, how late it is. All truth comes from the engine behind it.

import { drawClock, drawStatus, drawTimeline } from "./clock.js";
import { $, all, el, only } from "./dom.js";
import { buildComposer, catchUp, drawMessages } from "./panes.js";
import { chip, drawPeople, drawRoles, face, watchSearch } from "./people.js";
import { say, speak, spoken } from "./words.js";

const page = { company: null, state: null, user: "", seen: {}, asking: false, askAgain: false };

const TRIES = {
  pilot_user: ["me", "tip"], power_user: ["tip", "me"], champion: ["summary", "tip"],
  admin: ["rollout", "summary"], sponsor: ["summary", "rollout"], governance: ["summary", "rollout"],
};

// Talking to the engine

async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || response.status);
  return answer;
}

async function tell(path, body) {
  try {
    await ask(path, { user: page.user, ...body });
  } catch (error) {
    warn(say("failed", { reason: error.message }));
  }
  await refresh();
}

async function refresh() {
  if (page.asking) {
    page.askAgain = true;
    return;
  }
  page.asking = true;
  soon.last = performance.now();
  try {
    do {
      page.askAgain = false;
      const user = page.user;
      const state = await ask(`/api/state?user=${encodeURIComponent(user)}`);
      if (user === page.user) show(state);
    } while (page.askAgain);
  } catch {
    warn(say("lost"));
  } finally {
    page.asking = false;
  }
}

function listen() {
  const live = new EventSource("/api/live");
  live.onmessage = (event) => {
    const { version } = JSON.parse(event.data);
    if (!page.state || version !== page.state.version) soon();
  };
  live.onerror = () => warn(say("lost"));
  live.onopen = () => $("#alert").classList.remove("is-shown");
}

function soon() {
  // While the clock runs, a few looks a second are enough, and leave the engine its time.
  const wait = page.state?.moving ? 350 : 0;
  clearTimeout(soon.later);
  soon.later = setTimeout(refresh, Math.max(0, (soon.last || 0) + wait - performance.now()));
}

function warn(text) {
  const alert = $("#alert");
  alert.textContent = text;
  alert.classList.add("is-shown");
  clearTimeout(warn.later);
  warn.later = setTimeout(() => alert.classList.remove("is-shown"), 6000);
}

// Showing

function seated() {
  return page.company.people.find((one) => one.user === page.user);
}

function show(state) {
  page.state = state;
  page.seen[page.user] = state.received[page.user] || 0;
  const person = seated();
  const press = (what) => tell("/api/press", what);
  drawSeat(person);
  drawMessages({ messages: state.messages, person, press });
  drawClock(state, person, (step) => tell("/api/clock", { step }));
  drawStatus(state, person);
  drawTimeline(state, person, page.company.people, sit);
  redrawPeople();
}

function redrawPeople() {
  const { people, chairs } = page.company;
  const unread = (user) => Math.max(0, (page.state?.received[user] || 0) - (page.seen[user] || 0));
  drawPeople({ people, chairs, user: page.user, unread, sit });
}

function drawSeat(person) {
  const mark = `${person.user} ${spoken()}`;
  if ($("#seat").dataset.mark === mark) return;
  $("#seat").dataset.mark = mark;
  only($("#seat"), face(person), el("span", { class: "seat-name", lang: person.locale, text: person.name }), chip(person),
    el("span", { class: "seat-line", text: `${person.team} · ${person.timezone.replace("_", " ")}` }), tries(person));
  document.title = `${person.name} · Uptake`;
}

function tries(person) {
  const named = page.company.commands[person.locale];
  const texts = TRIES[person.role].map((key) => named.find((one) => one.key === key)?.name).filter(Boolean);
  return el("span", { class: "tries" }, say("try"), texts.map((text) => el("button", { type: "button", text, lang: person.locale, onclick: () => tell("/api/say", { text }) })));
}

async function sit(user) {
  page.user = user;
  history.replaceState(null, "", `#${user}`);
  openTab("chat");
  drawComposers();
  redrawPeople();
  await tell("/api/sit", {});
}

function drawComposers() {
  const commands = page.company.commands[seated().locale];
  for (const dress of ["slack", "teams"]) buildComposer(dress, commands, (where, text) => tell("/api/say", { dress: where, text }));
}

// Language, light, tabs

function speakUp(tag) {
  const language = speak(tag);
  document.documentElement.lang = language;
  keep("language", language);
  for (const node of all("[data-say]")) node.textContent = say(node.dataset.say);
  for (const node of all("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
  for (const node of all("[data-placeholder]")) node.placeholder = say(node.dataset.placeholder);
  for (const node of all("[data-company]")) node.textContent = say(node.dataset.company, { company: page.company?.company || "" });
  for (const node of all("[data-language]")) node.setAttribute("aria-pressed", String(node.dataset.language === language));
  if (!page.company) return;
  drawRoles(page.company.people, redrawPeople);
  drawComposers();
  if (page.state) show(page.state);
}

function paint(theme) {
  document.documentElement.dataset.theme = theme;
}

function openTab(name) {
  document.body.dataset.tab = name;
  for (const button of all(".tabs button")) button.setAttribute("aria-current", String(button.dataset.tab === name));
  catchUp();
}

function openDress(name) {
  document.body.dataset.dress = name;
  for (const button of all(".dresses button")) button.setAttribute("aria-pressed", String(button.dataset.dress === name));
  catchUp();
}

function keep(name, value) {
  try {
    localStorage.setItem(`uptake-${name}`, value);
  } catch {
    // a browser that keeps nothing only forgets the choice
  }
}

function kept(name) {
  try {
    return localStorage.getItem(`uptake-${name}`);
  } catch {
    return null;
  }
}

function wire() {
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  paint(kept("theme") || (prefersDark.matches ? "dark" : "light"));
  prefersDark.addEventListener("change", (event) => { if (!kept("theme")) paint(event.matches ? "dark" : "light"); });
  $("#theme").onclick = () => {
    paint(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    keep("theme", document.documentElement.dataset.theme);
  };
  for (const button of all("[data-language]")) button.onclick = () => speakUp(button.dataset.language);
  for (const button of all(".tabs button")) button.onclick = () => openTab(button.dataset.tab);
  for (const button of all(".dresses button")) button.onclick = () => openDress(button.dataset.dress);
  $("#halt").onclick = () => tell("/api/clock", { step: "stop" });
  addEventListener("resize", catchUp);
  watchSearch(redrawPeople);
  openTab("chat");
  openDress("slack");
}

async function begin() {
  wire();
  speakUp(kept("language") || navigator.language);
  page.company = await ask("/api/company");
  const asked = decodeURIComponent(location.hash.slice(1));
  page.user = page.company.people.some((one) => one.user === asked) ? asked : page.company.chairs[0];
  speakUp(spoken());
  await sit(page.user);
  listen();
}

begin().catch(() => warn(say("lost")));
