// Makes elements. Children that are strings become text nodes: nothing here ever parses HTML.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined || value === "") continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const one = (selector) => document.querySelector(selector);

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Brings `element` into view within `pane` only, so that the page itself stays where the reader is. */
export function scrollWithin(pane, element) {
  if (!pane || !element || pane.scrollHeight <= pane.clientHeight) return;
  const [outer, inner] = [pane.getBoundingClientRect(), element.getBoundingClientRect()];
  if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
  const top = pane.scrollTop + inner.top - outer.top - outer.height / 4;
  pane.scrollTo({ top, behavior: calm() ? "auto" : "smooth" });
}
