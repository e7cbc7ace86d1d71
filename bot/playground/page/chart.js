// A line chart as inline SVG: at most six lines over at most twelve points, gaps where a value is unknown.

import { el, svg } from "./dom.js";

const WIDTH = 320, HEIGHT = 164, LEFT = 38, TOP = 10, BOTTOM = 34;

export function lineChart({ title, categories, series, xLabel = "", yLabel = "" }) {
  const known = series.flatMap((one) => one.values).filter((value) => value !== null);
  const top = yLabel === "%" && known.every((value) => value <= 100) ? 100 : niceTop(Math.max(1, ...known));
  const right = WIDTH - Math.max(12, room(categories.at(-1)));
  const x = (place) => LEFT + (categories.length < 2 ? 0.5 : place / (categories.length - 1)) * (right - LEFT);
  const y = (value) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart-drawing", role: "img",
    "aria-label": spoken(title, categories, series) });
  drawing.append(...grid(top, y, right, yLabel), ...feet(categories, x, right, xLabel), ...series.flatMap((one, at) => line(one, at, x, y)));
  const key = el("ul", { class: "chart-key", "aria-hidden": "true" },
    series.map((one, at) => el("li", { class: `line-${at}` }, el("span", { class: "chart-dash" }), one.name)));
  return el("figure", { class: "chart" }, el("figcaption", { text: title }), drawing, key);
}

function room(name) {
  // Half of the last label stands right of its point; a Chinese character is twice as wide as a letter.
  return [...name].reduce((sum, sign) => sum + (sign > "\u2e7f" ? 5 : 3), 3);
}

function niceTop(most) {
  const step = [10, 20, 25, 50, 100].find((size) => most <= size * 4) || Math.ceil(most / 4 / 100) * 100;
  return Math.max(1, Math.ceil(most / step)) * step;
}

function grid(top, y, right, unit) {
  return [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    svg("line", { x1: LEFT, x2: right, y1: y(top * share), y2: y(top * share), class: "chart-grid" }),
    svg("text", { x: LEFT - 6, y: y(top * share) + 3.5, class: "chart-number", "text-anchor": "end",
      text: `${Math.round(top * share)}${share === 1 && unit.length < 3 ? unit : ""}` }),
  ]);
}

function feet(categories, x, right, label) {
  const every = Math.ceil(categories.length / 9);
  const names = categories.map((name, at) => at % every ? null
    : svg("text", { x: x(at), y: HEIGHT - BOTTOM + 15, class: "chart-number", "text-anchor": "middle", text: name }));
  const below = label ? svg("text", { x: (LEFT + right) / 2, y: HEIGHT - 4, class: "chart-number", "text-anchor": "middle", text: label }) : null;
  return [...names, below].filter(Boolean);
}

function line({ values }, at, x, y) {
  const runs = [[]];
  values.forEach((value, place) => (value === null ? runs.push([]) : runs.at(-1).push(`${x(place)},${y(value)}`)));
  const strokes = runs.filter((run) => run.length > 1)
    .map((run) => svg("polyline", { points: run.join(" "), class: `chart-line line-${at}` }));
  const dots = values.map((value, place) => value === null ? null
    : svg("circle", { cx: x(place), cy: y(value), r: 2.6, class: `chart-dot line-${at}` }));
  return [...strokes, ...dots.filter(Boolean)];
}

function spoken(title, categories, series) {
  const lines = series.map((one) => `${one.name}: ${categories.map((name, at) => `${name} ${one.values[at] ?? "–"}`).join(", ")}`);
  return `${title}. ${lines.join(". ")}`;
}
