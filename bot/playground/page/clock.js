// The clock, the status strip, and the timeline of what the engine really did.

import { $, el, only } from "./dom.js";
import { knows, number, say, told, worded } from "./words.js";

const STEPS = ["message", "morning", "monday", "phase"];
const CITIES = [["Europe/London", "London"], ["America/New_York", "New York"], ["Asia/Taipei", "Taipei"], ["Asia/Shanghai", "Shanghai"]];
const DAY = { weekday: "short", day: "numeric", month: "short" };
const TIME = { hour: "2-digit", minute: "2-digit" };

export function drawClock(state, person, jump) {
  const zone = person.timezone;
  $("#clock-time").textContent = told(state.now, zone, TIME);
  $("#clock-day").textContent = `${told(state.now, zone, { weekday: "long", day: "numeric", month: "long" })} · ${city(zone)}`;
  only($("#zones"), CITIES.filter(([name]) => name !== zone).map(([name, label]) => el("li", {}, el("span", { text: label }),
    el("span", { text: told(state.now, name, { weekday: "short", ...TIME }) }))));
  const old = document.activeElement?.dataset?.step;
  only($("#jumps"), STEPS.map((step) => el("button", { type: "button", "data-step": step, class: step === "message" ? "is-first" : null,
    disabled: state.moving || !(step in state.jumps), onclick: () => jump(step) },
  el("span", { text: say(`step-${step}`) }), state.jumps[step] ? el("small", { text: told(state.jumps[step], zone, { ...DAY, ...TIME }) }) : null)));
  if (old) $(`[data-step="${old}"]`).focus();
  $("#moving").hidden = !state.moving;
}

function city(zone) {
  return CITIES.find(([name]) => name === zone)?.[1] || zone;
}

export function drawStatus(state, person) {
  const { program } = state;
  const present = program?.phases.find((phase) => phase.key === program.present);
  const mark = present?.state === "at_gate" ? ` · ${say("at_gate")}` : "";
  const week = program?.week === null || program?.week === undefined ? say("before-start") : say("week-of", { week: String(program.week).replace("-", "−"), last: program.last_week });
  const held = ["cancelled", "expired", "undeliverable", "dead"].reduce((sum, name) => sum + (state.outbox[name] || 0), 0);
  only($("#status"),
    fact(worded(program?.title), program ? path(program) : ""),
    fact(say("fact-week"), week),
    fact(say("fact-phase"), (present ? worded(present.title) : say(program?.state === "done" ? "done" : "before-start")) + mark, mark),
    fact(say("fact-next"), state.next_at ? told(state.next_at, person.timezone, { ...DAY, ...TIME }) : say("none-planned")),
    fact(say("fact-sent"), number(state.outbox.sent || 0)),
    fact(say("fact-held"), number(held)),
    fact(say("fact-sending"), say(state.paused ? "paused" : "running"), state.paused));
}

function fact(label, value, isWarned = false) {
  const text = typeof value === "string" ? el("dd", { text: value }) : el("dd", {}, value);
  return el("dl", { class: `fact${isWarned ? " is-warned" : ""}` }, el("dt", { text: label }), text);
}

function path(program) {
  return el("span", { class: "path", role: "img", "aria-label": program.phases.map((one) => `${worded(one.title)}: ${say(one.state)}`).join(", ") },
    program.phases.map((one) => {
      const bar = el("span", { title: worded(one.title), class: one.state === "done" ? "is-done" : one.key === program.present ? "is-present" : null });
      bar.style.width = `${14 + one.weeks * 7}px`;
      return bar;
    }));
}

export function drawTimeline(state, person, people, sit) {
  const list = $("#timeline");
  if (!state.timeline.length) return only(list, el("li", { class: "empty", text: say("quiet") }));
  return only(list, state.timeline.map((moment) => el("li", { class: `moment is-${moment.sort}` },
    el("time", { datetime: moment.at, text: told(moment.at, person.timezone, { ...DAY, ...TIME }) }),
    el("p", { text: sentence(moment) }),
    seen(moment, people, person, sit))));
}

function sentence(moment) {
  const key = knows(moment.key) ? moment.key : moment.sort === "sent" ? "sent-other" : "act-other";
  return say(key, { n: number(moment.count || 0), title: worded(moment.title), day: moment.day ? told(`${moment.day}T12:00:00Z`, "UTC", DAY) : "" });
}

function seen(moment, people, person, sit) {
  const other = moment.user && moment.user !== person.user && people.find((one) => one.user === moment.user);
  return other ? el("button", { type: "button", class: "moment-see", text: say("see-as", { name: other.name }), onclick: () => sit(other.user) }) : null;
}
