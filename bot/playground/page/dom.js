// Small makers of elements: text goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

export function icon(path, size = 16) {
  const shape = svg("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": "1.7",
    "stroke-linecap": "round", "stroke-linejoin": "round" });
  return svg("svg", { viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true" }, shape);
}

export function $(selector, within = document) {
  return within.querySelector(selector);
}

export function all(selector, within = document) {
  return [...within.querySelectorAll(selector)];
}

export function only(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter(Boolean));
}
