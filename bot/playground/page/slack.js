// Slack's dress: exactly the Block Kit that the Slack renderer sends.

import { lineChart } from "./chart.js";
import { el } from "./dom.js";

// Slack says this by itself, in the language of its own page.
const OPTIONAL = { "en": " (optional)", "zh-Hant": "（選填）", "zh-Hans": "（选填）" };

export function slackBlocks(message, press) {
  const body = el("div", { class: "sk-blocks" });
  body.append(...message.blocks.map((block) => drawn(block, body, press)));
  return body;
}

function drawn(block, body, press) {
  switch (block.type) {
    case "header": return el("h4", { class: "sk-header", text: block.text.text });
    case "section": return section(block);
    case "rich_text": return el("div", { class: "sk-rich" }, block.elements.map(rich));
    case "context": return el("p", { class: "sk-context", text: block.elements.map((part) => part.text).join("  ") });
    case "divider": return el("hr", { class: "sk-divider" });
    case "actions": return el("div", { class: "sk-actions" }, block.elements.map((part) => action(part, body, press)));
    case "input": return input(block);
    case "data_visualization": return chart(block);
    default: return el("p", { class: "sk-unknown", text: `? ${block.type}` });
  }
}

function section(block) {
  const text = block.text ? [el("p", { class: "sk-text", text: block.text.text })] : [];
  const fields = (block.fields || []).map((field) => el("p", { class: "sk-field", text: field.text }));
  return el("div", { class: "sk-section" }, text, fields.length ? el("div", { class: "sk-fields" }, fields) : null);
}

function rich(part) {
  switch (part.type) {
    case "rich_text_preformatted": return copyable(part);
    case "rich_text_quote": return el("blockquote", { class: "sk-quote" }, part.elements.map(run));
    default: return el("p", { class: "sk-text" }, part.elements.map(run));
  }
}

function run(piece) {
  if (piece.type === "link") {
    return el("a", { href: safe(piece.url), target: "_blank", rel: "noopener noreferrer", text: piece.text || piece.url });
  }
  return piece.style?.bold ? el("b", { text: piece.text }) : document.createTextNode(piece.text ?? "");
}

function safe(address) {
  return address.startsWith("https://") ? address : "about:blank";
}

function copyable(part) {
  return el("pre", { class: "sk-code", tabindex: "0" }, part.elements.map(run));
}

function action(part, body, press) {
  if (part.type === "static_select") {
    const chosen = part.initial_option?.value;
    const options = part.options.map((option) =>
      el("option", { value: option.value, selected: option.value === chosen, text: option.text.text }));
    return el("select", { class: "sk-select", "aria-label": part.placeholder.text,
      onchange: (event) => press(event.target, { action_id: part.action_id, value: event.target.value }) },
    el("option", { value: "", selected: !chosen, disabled: true, text: part.placeholder.text }), options);
  }
  const style = part.style ? ` sk-${part.style}` : "";
  return el("button", { type: "button", class: `sk-button${style}`, text: part.text.text,
    onclick: (event) => {
      const fields = written(body);
      if (fields) press(event.currentTarget, { action_id: part.action_id, value: part.value || "", fields });
    } });
}

function written(body) {
  // Slack sends every input of the message with a press; it insists on the required ones itself.
  const inputs = [...body.querySelectorAll("[data-input]")];
  const wrong = inputs.find((one) => !one.checkValidity());
  if (wrong) {
    wrong.reportValidity();
    return null;
  }
  return Object.fromEntries(inputs.map((one) => [one.dataset.input, one.value]));
}

function input(block) {
  return el("label", { class: "sk-input" },
    el("span", { class: "sk-label" }, block.label.text, block.optional ? el("i", { text: OPTIONAL[document.documentElement.lang] || OPTIONAL.en }) : null),
    control(block),
    block.hint ? el("span", { class: "sk-hint", text: block.hint.text }) : null);
}

function control(block) {
  const part = block.element;
  const common = { "data-input": block.block_id, required: !block.optional };
  switch (part.type) {
    case "datepicker": return el("input", { ...common, type: "date", value: part.initial_date });
    case "timepicker": return el("input", { ...common, type: "time", value: part.initial_time });
    default: {
      const limits = { ...common, maxlength: part.max_length };
      return part.multiline
        ? el("textarea", { ...limits, rows: 3, text: part.initial_value || "" })
        : el("input", { ...limits, type: "text", value: part.initial_value });
    }
  }
}

function chart(block) {
  const { series, axis_config: axes } = block.chart;
  return lineChart({
    title: block.title,
    categories: axes.categories,
    series: series.map((one) => ({ name: one.name, values: one.data.map((point) => point.value) })),
    xLabel: axes.x_label,
    yLabel: axes.y_label,
  });
}
