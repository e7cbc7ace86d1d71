// The chair picker: everybody of the company, by search, role and unread messages.

import { $, el, only } from "./dom.js";
import { number, say } from "./words.js";

const ROLES = ["pilot_user", "power_user", "champion", "admin", "sponsor", "governance"];
const FLAGS = { "zh-Hant": "繁", "zh-Hans": "简", "en": "EN" };

let role = "";

export function face(person) {
  const name = person.name;
  const letters = /^[\x20-\x7e]+$/.test(name) ? name.split(" ").map((part) => part[0]).join("").slice(0, 2) : name.slice(0, 1);
  const tint = [...person.user].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 997, 7) % 8;
  return el("span", { class: `face face-${tint}`, "aria-hidden": "true", text: letters });
}

export function chip(person) {
  return el("span", { class: `chip ${person.role}`, text: say(person.role) });
}

export function watchSearch(redraw) {
  $("#search").addEventListener("input", redraw);
  $("#search").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") $("#people button")?.focus();
  });
  $("#people").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const chairs = [...event.currentTarget.querySelectorAll("button")];
    (chairs[chairs.indexOf(document.activeElement) + step] || $("#search")).focus();
  });
}

export function drawRoles(people, redraw) {
  const counted = ROLES.map((name) => [name, people.filter((one) => one.role === name).length]).filter(([, many]) => many);
  only($("#roles"), ["", ...counted.map(([name]) => name)].map((name) => el("button", {
    type: "button", "aria-pressed": String(role === name), text: say(name || "all"),
    onclick: () => { role = name; drawRoles(people, redraw); redraw(); },
  })));
}

export function drawPeople({ people, chairs, user, unread, sit }) {
  const wanted = $("#search").value.trim().toLowerCase();
  const fits = (one) => (!role || one.role === role) && (!wanted || spelled(one).includes(wanted));
  const found = people.filter(fits);
  const first = wanted || role ? [] : chairs.map((name) => people.find((one) => one.user === name)).filter(Boolean);
  const rest = found.filter((one) => !first.includes(one));
  const item = (one) => el("li", {}, chair(one, one.user === user, unread(one.user), sit));
  const list = $("#people");
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.user : "";
  const parts = [];
  if (first.length) parts.push(el("li", { class: "people-title", text: say("start-here") }), ...first.map(item), el("li", { class: "people-title", text: `${say("everyone")} · ${number(people.length)}` }));
  if (!found.length) parts.push(el("li", { class: "people-none", text: say("nobody") }));
  only(list, parts, rest.map(item));
  if (focused) list.querySelector(`[data-user="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function spelled(one) {
  return `${one.name} ${one.team} ${one.user} ${one.role} ${say(one.role)} ${one.timezone}`.toLowerCase();
}

function chair(one, isTaken, unread, sit) {
  const place = one.timezone.split("/").pop().replace("_", " ");
  return el("button", { type: "button", class: "person", "data-user": one.user, "aria-current": isTaken ? "true" : null, onclick: () => sit(one.user) },
    face(one),
    el("span", { class: "person-name", text: one.name, lang: one.locale }),
    el("span", { class: "person-line", text: `${one.team} · ${place} · ${FLAGS[one.locale] || one.locale}` }),
    el("span", { class: "person-marks" },
      one.role === "pilot_user" ? null : chip(one),
      unread ? el("span", { class: "unread", text: unread > 99 ? "99+" : String(unread), "aria-label": say("unread", { n: unread }) }) : null));
}
