// Small tools shared by the modules.

/** Call `handle(event, element)` for events of `type` inside any element that matches, now or later. */
export function on(type, selector, handle, options) {
  document.addEventListener(
    type,
    (event) => {
      const element = event.target.closest?.(selector);
      if (element) handle(event, element);
    },
    options,
  );
}

/** Call `handle(root)` for the page, and for each part that htmx brings. */
export function onNew(handle) {
  handle(document);
  document.addEventListener("htmx:load", (event) => handle(event.detail.elt));
}

/** Elements inside `root` that match, `root` itself included. */
export function all(selector, root = document) {
  const inside = [...root.querySelectorAll(selector)];
  return root.matches?.(selector) ? [root, ...inside] : inside;
}

/** Whether keys typed now are text. */
export function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
    ? !["checkbox", "radio", "button", "submit"].includes(target.type)
    : false;
}

/** Whether keys typed now are no shortcuts: they are text, or were meant to be, by whoever reads why a form was refused. */
export function isMuted(target) {
  return isTyping(target) || Boolean(target.closest?.("[data-mutes]"));
}

/** A use of the icon sprite, copied from an icon the page already shows. */
export function icon(name) {
  const known = document.querySelector("svg.icon use");
  const href = known ? `${known.getAttribute("href").split("#")[0]}#${name}` : `#${name}`;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon icon-sm");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", href);
  svg.append(use);
  return svg;
}

/** Make an element in one line. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
