// Teams' dress: exactly the Adaptive Card elements that the Teams renderer sends.

import { lineChart } from "./chart.js";
import { el } from "./dom.js";

export function teamsCard(card, press) {
  const body = el("div", { class: "tm-body", lang: card.lang || null });
  body.append(...(card.body || []).map((part) => drawn(part, body, press)));
  if (card.actions?.length) body.append(actions(card.actions, body, press));
  return body;
}

function drawn(part, body, press) {
  const node = shaped(part, body, press);
  if (part.separator) node.classList.add("tm-sep");
  if (part.spacing) node.classList.add(`space-${part.spacing.toLowerCase()}`);
  return node;
}

function shaped(part, body, press) {
  switch (part.type) {
    case "TextBlock": return el(part.style === "heading" ? "h4" : "p", { class: `tm-text ${look(part)}`, text: unescaped(part.text) });
    case "RichTextBlock": return el("p", { class: "tm-text" }, part.inlines.map(inline));
    case "FactSet": return facts(part);
    case "Container": return container(part, body, press);
    case "ActionSet": return actions(part.actions, body, press);
    case "Input.Text": case "Input.Date": case "Input.Time": case "Input.ChoiceSet": return input(part);
    case "Chart.Line": return chart(part);
    case "Table": return table(part, body, press);
    default: return part.fallback && typeof part.fallback === "object"
      ? shaped(part.fallback, body, press) : el("p", { class: "tm-text", text: `? ${part.type}` });
  }
}

function unescaped(text) {
  // Teams reads Markdown here, and the renderer escapes every sign of it: show what Teams would show.
  return text.replace(/\\([\\`*_[\]~<#>+\-.)])/g, "$1");
}

function look(part) {
  return [
    part.size && part.size !== "Default" ? `size-${part.size.toLowerCase()}` : "",
    part.weight ? `weight-${part.weight.toLowerCase()}` : "",
    part.color && part.color !== "Default" ? `color-${part.color.toLowerCase()}` : "",
    part.isSubtle ? "is-subtle" : "",
    part.italic ? "is-italic" : "",
    part.fontType === "Monospace" ? "is-mono" : "",
  ].filter(Boolean).join(" ");
}

function inline(piece) {
  if (typeof piece === "string") return document.createTextNode(piece);
  const address = piece.selectAction?.url;
  if (address?.startsWith("https://")) {
    return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", text: piece.text });
  }
  return el("span", { class: `tm-run ${look(piece)}`, text: piece.text });
}

function facts(part) {
  return el("dl", { class: "tm-facts" },
    part.facts.map((fact) => [el("dt", { text: unescaped(fact.title) }), el("dd", { text: unescaped(fact.value) })]));
}

function container(part, body, press) {
  const style = part.style ? ` style-${part.style.toLowerCase()}` : "";
  return el("div", { class: `tm-container${style}` }, (part.items || []).map((item) => drawn(item, body, press)));
}

function actions(list, body, press) {
  return el("div", { class: "tm-actions" }, list.map((one) => action(one, body, press)));
}

function action(one, body, press) {
  if (one.type === "Action.OpenUrl") {
    const address = one.url.startsWith("https://") ? one.url : "about:blank";
    return el("a", { class: "tm-button", href: address, target: "_blank", rel: "noopener noreferrer", text: one.title });
  }
  const style = one.style && one.style !== "default" ? ` tm-${one.style}` : "";
  return el("button", { type: "button", class: `tm-button${style}`, text: one.title, onclick: (event) => {
    const inputs = one.associatedInputs === "none" ? {} : gathered(body);
    if (inputs) press(event.currentTarget, { verb: one.verb || "", data: one.data || {}, inputs });
  } });
}

function gathered(body) {
  const inputs = [...body.querySelectorAll("[data-input]")];
  const wrong = inputs.find((one) => !one.checkValidity());
  if (wrong) {
    wrong.reportValidity();
    return null;
  }
  // Teams leaves empty inputs out.
  return Object.fromEntries(inputs.filter((one) => one.value).map((one) => [one.dataset.input, one.value]));
}

function input(part) {
  return el("label", { class: "tm-input" },
    el("span", {}, part.label || "", part.isRequired ? el("i", { text: " *" }) : null), control(part));
}

function control(part) {
  const common = { "data-input": part.id, required: Boolean(part.isRequired) };
  switch (part.type) {
    case "Input.Date": return el("input", { ...common, type: "date", value: part.value, min: part.min, max: part.max });
    case "Input.Time": return el("input", { ...common, type: "time", value: part.value });
    case "Input.ChoiceSet": return el("select", common,
      el("option", { value: "", text: part.placeholder || "" }),
      part.choices.map((one) => el("option", { value: one.value, selected: one.value === part.value, text: one.title })));
    default: {
      const text = { ...common, maxlength: part.maxLength, placeholder: part.placeholder };
      return part.isMultiline
        ? el("textarea", { ...text, rows: 3, text: part.value || "" }) : el("input", { ...text, type: "text", value: part.value });
    }
  }
}

function chart(part) {
  const categories = [...new Set(part.data.flatMap((one) => one.values.map((point) => String(point.x))))];
  const series = part.data.map((one) => {
    const points = new Map(one.values.map((point) => [String(point.x), point.y]));
    return { name: one.legend || "", values: categories.map((name) => points.get(name) ?? null) };
  });
  return lineChart({ title: part.title || "", categories, series, xLabel: part.xAxisTitle, yLabel: part.yAxisTitle });
}

function table(part, body, press) {
  const cell = (tag) => (one) => el(tag, {}, (one.items || []).map((item) => drawn(item, body, press)));
  const rows = (part.rows || []).map((row, at) => el("tr", {}, row.cells.map(cell(at === 0 && part.firstRowAsHeaders !== false ? "th" : "td"))));
  return el("table", { class: "tm-table" }, rows);
}
