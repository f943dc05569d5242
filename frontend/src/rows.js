// Lists by keyboard: J and K move, Enter opens, X ticks; a tick shows the deeds for the whole selection.
import { all, isMuted, on, onNew } from "./dom.js";
import { keep, kept } from "./focus.js";

let lastPicked = null;

function rows() {
  return [...document.querySelectorAll("[data-rows] [data-row]")].filter((row) => row.checkVisibility?.() ?? true);
}

function focused() {
  return document.activeElement?.closest?.("[data-row]") ?? null;
}

function move(step) {
  const list = rows();
  if (!list.length) return false;
  const place = list.indexOf(focused());
  const next = list[place < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(place + step, 0), list.length - 1)];
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isMuted(event.target)) return;
  if (document.querySelector("dialog[open], details.menu[open]")) return;
  if (act(event.key, event)) event.preventDefault();
});

function act(key, event) {
  switch (key.toLowerCase()) {
    case "j":
      return move(1);
    case "k":
      return move(-1);
    case "x":
      return tick(focused(), event.shiftKey);
    case "enter":
      return event.target.matches("[data-row]") && open(event.target);
    case "escape":
      return clear();
    default:
      return false;
  }
}

function open(row) {
  const link = row.querySelector("[data-open]");
  link?.click();
  return Boolean(link);
}

function tick(row, range) {
  const box = row?.querySelector("[data-picks]");
  if (!box) return false;
  box.checked = !box.checked;
  picked(box, range);
  return true;
}

function clear() {
  const ticked = document.querySelectorAll("[data-picks]:checked");
  for (const box of ticked) box.checked = false;
  refresh();
  return ticked.length > 0;
}

function picked(box, range) {
  const boxes = [...document.querySelectorAll("[data-picks]")];
  if (range && lastPicked) {
    const [from, to] = [boxes.indexOf(lastPicked), boxes.indexOf(box)].sort((a, b) => a - b);
    if (from >= 0) for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
  }
  lastPicked = box;
  refresh();
}

/** The box that chooses all rows of the list, also those on other pages. */
function everyone() {
  return document.querySelector("[data-picks-every]");
}

/** The boxes that "all" means: not those of rows shown beside the list. */
function listed() {
  return [...document.querySelectorAll("[data-picks]")].filter((box) => !box.closest("[data-aside]"));
}

/** Show what is ticked: the rows, the count, the deeds, the box of all. */
function refresh() {
  const boxes = [...document.querySelectorAll("[data-picks]")];
  const count = boxes.filter((box) => box.checked).length;
  const every = everyone();
  if (every?.checked && !listed().every((box) => box.checked)) every.checked = false;
  for (const box of boxes) box.closest("[data-row]")?.classList.toggle("is-picked", box.checked);
  for (const place of document.querySelectorAll("[data-picked-count]")) place.textContent = every?.checked ? every.dataset.picksEvery : count;
  for (const bar of document.querySelectorAll("[data-bulk]")) bar.hidden = count === 0;
  for (const page of document.querySelectorAll("[data-picks-all]")) {
    const list = listed();
    page.checked = list.length > 0 && list.every((box) => box.checked);
    page.indeterminate = count > 0 && !page.checked;
  }
}

on("click", "[data-picks]", (event, box) => picked(box, event.shiftKey));
on("change", "[data-picks-all]", (_event, every) => {
  for (const box of listed()) box.checked = every.checked;
  refresh();
});
on("change", "[data-picks-every]", (_event, every) => {
  if (every.checked) for (const box of listed()) box.checked = true;
  refresh();
});
on("click", "[data-unpicks]", () => clear());
onNew((root) => {
  if (all("[data-picks], [data-bulk]", root).length) refresh();
});
const TICKED = "amends:ticked";

/** Keep what is ticked for the next page, which ticks it again when nothing of it could be done. */
export function keepTicked() {
  keep(TICKED, [...document.querySelectorAll("[data-picks]:checked")].map((box) => box.value));
}

export function tickAgain() {
  const values = new Set(kept(TICKED));
  if (!values.size || !document.querySelector("#toasts [role=alert]") || document.querySelector("#toasts [role=status]")) return;
  for (const box of document.querySelectorAll("[data-picks]")) box.checked ||= values.has(box.value);
  refresh();
}

addEventListener("pageshow", refresh); // the browser keeps ticks over Back
