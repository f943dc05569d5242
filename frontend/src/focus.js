// Whoever works by keyboard stays where they were when htmx brings a part of the page anew: on the same control, else
// on the menu it was in, else on what stands in its place now; beside the part when it is gone.
const FOCUSABLE = "a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select, textarea, summary, [tabindex]";

/**
 * Remember where the focus is inside `region`; calling the answer puts it back there, if it got lost meanwhile.
 * Call it before the region is replaced, and the answer after that.
 */
export function keepFocus(region) {
  const { activeElement: element } = document;
  if (!region?.contains(element) || element === region) return () => {};
  const marks = marksOf(element);
  const place = controls(region).indexOf(element.closest("details.menu")?.querySelector("summary") ?? element);
  const neighbour = region.nextElementSibling ?? region.previousElementSibling;
  const { id } = region;
  return () => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const fresh = region.isConnected ? region : id && document.getElementById(id);
    const found = fresh ? (like(marks, fresh) ?? nearest(fresh, place)) : neighbour;
    found?.focus({ preventScroll: true });
  };
}

/** Selectors for the element, the best first: by id, by its form and name, the menu that holds its form. */
function marksOf(element) {
  const marks = [];
  if (element.id) marks.push(`#${CSS.escape(element.id)}`);
  const listbox = element.closest("[role=listbox][id]");
  if (listbox) marks.push(`[aria-controls=${CSS.escape(listbox.id)}]`);
  const menu = element.closest("details.menu");
  const opens = menu?.querySelector("summary[id]");
  if (opens) marks.push(`#${CSS.escape(opens.id)}`);
  const form = element.closest("form[action]") ?? menu?.querySelector("form[action]");
  if (!form) return marks;
  const sameForm = `form[action="${CSS.escape(form.getAttribute("action"))}"]`;
  if (form.contains(element)) marks.push(`${sameForm} ${likeness(element)}`);
  if (menu) marks.push(`details.menu:has(${sameForm}) > summary`);
  return marks;
}

function like(marks, region) {
  return marks.map((mark) => [...region.querySelectorAll(mark)].find(isVisible)).find(Boolean);
}

function likeness(element) {
  const name = element.getAttribute("name");
  const value = element.matches("button, [type=checkbox], [type=radio]") && element.getAttribute("value");
  const tag = element.localName;
  return `${tag}${name ? `[name="${CSS.escape(name)}"]` : ""}${value ? `[value="${CSS.escape(value)}"]` : ""}`;
}

function controls(region) {
  return [...region.querySelectorAll(FOCUSABLE)].filter(isVisible);
}

function nearest(region, place) {
  const now = controls(region);
  return now[Math.min(Math.max(place, 0), now.length - 1)];
}

function isVisible(element) {
  return element.checkVisibility?.() ?? true;
}

const NEXT = "amends:focus";
const SOON = 10_000; // milliseconds in which the next page is expected

/**
 * Say where the focus is to be on the page that comes next at this address: the first of `places` that is there, each
 * `{ selector, at }`, `at` counting from 0 or, below 0, from the end.
 */
export function focusNext(...places) {
  keep(NEXT, places);
}

/** Keep something for the next page at this address. */
export function keep(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify({ path: location.pathname, until: Date.now() + SOON, value }));
  } catch {
    // a browser that keeps nothing
  }
}

/** What the page before has kept for this one; once. */
export function kept(name) {
  try {
    const { path, until, value } = JSON.parse(sessionStorage.getItem(name) ?? "{}");
    sessionStorage.removeItem(name);
    return path === location.pathname && until > Date.now() ? value : undefined;
  } catch {
    return undefined;
  }
}

function focusKept() {
  const places = kept(NEXT) ?? [];
  if (document.activeElement !== document.body || document.querySelector("[data-focus], [autofocus]")) return;
  const found = places.map(({ selector, at = 0 }) => [...document.querySelectorAll(selector)].filter(isVisible).at(at));
  const element = found.find(Boolean);
  if (!element) return;
  if (!element.matches(FOCUSABLE)) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

focusKept();

let restore = () => {};

document.addEventListener("htmx:beforeSwap", (event) => {
  restore = event.detail.shouldSwap ? keepFocus(event.detail.target) : () => {};
});
document.addEventListener("htmx:afterSwap", () => restore());
