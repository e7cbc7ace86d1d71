// The two conversations side by side: messages drawn once and again only when they change.

import { $, el, icon, only } from "./dom.js";
import { face } from "./people.js";
import { slackBlocks } from "./slack.js";
import { teamsCard } from "./teams.js";
import { say, told } from "./words.js";

const DRESSES = ["slack", "teams"];
const drawn = { slack: new Map(), teams: new Map() };
let shownFor = "";

export function drawMessages({ messages, person, press }) {
  const mark = `${person.user} ${say("you")}`;
  const isOther = shownFor !== mark;
  if (isOther) forget();
  shownFor = mark;
  for (const dress of DRESSES) drawPane(dress, messages, person, press, isOther);
}

function forget() {
  for (const dress of DRESSES) {
    drawn[dress].clear();
    $(`[data-messages="${dress}"]`).replaceChildren();
  }
}

function drawPane(dress, messages, person, press, isOther) {
  const pane = $(`[data-messages="${dress}"]`);
  const seen = messages.filter((message) => !message.only_in || message.only_in === dress);
  const before = drawn[dress].size;
  let day = "";
  const nodes = [];
  for (const message of seen) {
    const today = told(message.at, person.timezone, { weekday: "long", day: "numeric", month: "long" });
    if (today !== day) nodes.push(el("div", { class: dress === "slack" ? "sk-day" : "tm-day" }, el("span", { text: today })));
    day = today;
    nodes.push(kept(dress, message, person, press, isOther));
  }
  if (!seen.length) nodes.push(el("p", { class: "empty", text: say("no-messages") }));
  put(pane, nodes);
  if (isOther || drawn[dress].size > before) showNewest(pane, isOther);
}

export function catchUp() {
  for (const dress of DRESSES) {
    const pane = $(`[data-messages="${dress}"]`);
    if (pane.hasAttribute("data-behind") && pane.clientHeight) showNewest(pane, true);
  }
}

function showNewest(pane, isOther) {
  // A pane on a hidden tab has no height to scroll in: it catches up when it is shown.
  pane.toggleAttribute("data-behind", !pane.clientHeight);
  // A message taller than the pane is read from its top.
  const newest = pane.lastElementChild;
  const top = newest ? newest.offsetTop - pane.offsetTop - 44 : 0;
  pane.scrollTo({ top: Math.min(pane.scrollHeight - pane.clientHeight, Math.max(0, top)), behavior: isOther ? "instant" : "smooth" });
}

function put(pane, nodes) {
  // Only what changed is moved, so that a half-written form and the focus stay where they are.
  const wanted = new Set(nodes);
  for (const child of [...pane.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, at) => {
    if (pane.children[at] !== node) pane.insertBefore(node, pane.children[at] || null);
  });
}

function kept(dress, message, person, press, isOther) {
  const old = drawn[dress].get(message.ref);
  if (old && old.revision === message.revision) return old.node;
  const node = dress === "slack" ? inSlack(message, person, press) : inTeams(message, person, press);
  if (!old && !isOther) node.classList.add("is-new");
  drawn[dress].set(message.ref, { node, revision: message.revision });
  if (old?.node.contains(document.activeElement)) queueMicrotask(() => (node.querySelector("button, input, textarea, select") || node).focus({ preventScroll: true }));
  return node;
}

function pressing(dress, message, press) {
  return (control, what) => {
    control.closest(".sk-message, .tm-message")?.classList.add("is-busy");
    return press({ dress, ref: message.ref, ...what });
  };
}

function inSlack(message, person, press) {
  const at = told(message.at, person.timezone, { hour: "2-digit", minute: "2-digit" });
  const by = el("p", { class: "sk-by" }, el("b", { text: message.mine ? person.name : "Uptake" }),
    message.mine ? null : el("span", { class: "slack-app", text: say("app") }), el("time", { datetime: message.at, text: at }));
  const only = message.only_in && !message.mine ? el("p", { class: "sk-only", text: say("only-you") }) : null;
  const said = message.mine ? el("p", { class: "sk-text", text: message.text })
    : slackBlocks(message.slack, pressing("slack", message, press));
  said.lang = message.mine ? person.locale : message.locale;
  return el("div", { class: "sk-message", tabindex: "-1", "data-ref": message.ref },
    message.mine ? face(person) : logo(36), el("div", {}, only, by, said));
}

function inTeams(message, person, press) {
  const at = told(message.at, person.timezone, { hour: "2-digit", minute: "2-digit" });
  if (message.mine) {
    return el("div", { class: "tm-mine", tabindex: "-1", "data-ref": message.ref }, el("p", { class: "tm-by" }, el("time", { datetime: message.at, text: at })),
      el("p", { class: "tm-bubble", lang: person.locale, text: message.text }));
  }
  const card = teamsCard(message.teams, pressing("teams", message, press));
  card.lang = message.locale;
  return el("div", { class: "tm-message", tabindex: "-1", "data-ref": message.ref }, logo(32),
    el("div", {}, el("p", { class: "tm-by" }, el("span", { text: "Uptake" }), el("time", { datetime: message.at, text: at })),
      el("div", { class: "tm-card" }, card)));
}

function logo(size) {
  return el("img", { src: "/page/uptake.svg", alt: "", width: size, height: size });
}

// The typing box of each dress, with the commands the engine knows.

export function buildComposer(dress, commands, send) {
  const form = $(`[data-composer="${dress}"]`);
  const list = el("ul", { class: "suggestions", id: `commands-${dress}`, role: "listbox", "aria-label": say("commands"), hidden: true });
  const box = el("input", { type: "text", autocomplete: "off", maxlength: 2000, placeholder: say(`type-${dress}`), "aria-label": say(`type-${dress}`),
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" });
  const button = el("button", { type: "submit", class: "send", disabled: true, "aria-label": say("send") }, icon("M3 10h11M9.5 4.5 15 10l-5.5 5.5", 18));
  const slash = el("button", { type: "button", class: "slash", text: "/", "aria-label": say("commands"), onclick: () => {
    box.value = "/";
    box.focus();
    box.dispatchEvent(new Event("input"));
  } });
  const parts = dress === "slack"
    ? [list, box, el("div", { class: "slack-tools" }, slash, button)] : [list, box, button];
  only(form, parts);
  const chooser = new Chooser(dress, list, box, commands);
  box.oninput = () => { button.disabled = !box.value.trim(); chooser.offer(); };
  box.onfocus = () => chooser.offer();
  box.onblur = () => chooser.hide();
  box.onkeydown = (event) => chooser.key(event);
  form.onsubmit = (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    button.disabled = true;
    chooser.hide();
    send(dress, text);
  };
}

class Chooser {
  constructor(dress, list, box, commands) {
    Object.assign(this, { dress, list, box, commands, at: -1, offered: [] });
  }

  offer() {
    const typed = this.box.value.toLowerCase();
    const isAsked = this.dress === "slack" ? typed.startsWith("/") : !typed.includes(" ");
    const named = this.commands.map((one) => ({ ...one, text: this.dress === "slack" ? one.slash : one.name }));
    this.offered = isAsked ? named.filter((one) => one.text.startsWith(typed) && one.text && one.text !== typed) : [];
    this.at = this.dress === "slack" && this.offered.length ? 0 : -1;
    this.draw();
  }

  draw() {
    only(this.list, this.offered.map((one, at) => el("li", {
      class: "suggestion", role: "option", id: `${this.list.id}-${at}`, "aria-selected": String(at === this.at),
      onmousedown: (event) => { event.preventDefault(); this.take(at); },
    }, el("b", { text: one.text }), el("span", { text: say(`command-${one.key}`) }))));
    this.list.hidden = !this.offered.length;
    this.box.setAttribute("aria-expanded", String(!this.list.hidden));
    if (this.at >= 0) this.box.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.box.removeAttribute("aria-activedescendant");
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  hide() {
    this.offered = [];
    this.draw();
  }

  take(at) {
    this.box.value = this.offered[at].text;
    this.box.dispatchEvent(new Event("input"));
    this.hide();
    this.box.focus();
    this.hide();
  }

  key(event) {
    if (this.list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.offered.length) % this.offered.length;
      this.draw();
    } else if (event.key === "Escape") this.hide();
    else if ((event.key === "Tab" || event.key === "Enter") && this.at >= 0) this.take(this.at);
    else return;
    event.preventDefault();
  }
}
