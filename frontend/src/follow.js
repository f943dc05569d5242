// What stands on the page follows what rules and other people do to it, unless somebody is at work in it.
import htmx from "htmx.org";
import { isTyping, onNew } from "./dom.js";
import { keepFocus } from "./focus.js";

const SOON = [600, 1500, 3000]; // milliseconds after it came: rules act within a second of a change
const THEN = 15_000;
const SCROLLS = "main, aside > div";

let timer;

onNew((root) => {
  const place = root.matches?.("[data-follow]") ? root : root.querySelector("[data-follow]");
  if (place) wait(place, SOON);
});

function wait(place, waits) {
  clearTimeout(timer);
  timer = setTimeout(() => look(place, waits.slice(1)), waits[0] ?? THEN);
}

async function look(place, waits) {
  if (!place.isConnected) return;
  if (!document.hidden && !isBusy(place)) {
    const html = await news(place);
    if (html === null) return; // gone, or not ours any more: the next click says so
    if (html && place.isConnected && !isBusy(place)) return show(place, html);
  }
  wait(place, waits);
}

function isBusy(place) {
  const menu = place.querySelector("details.menu[open], .htmx-request");
  const selection = getSelection();
  const reading = !selection.isCollapsed && place.contains(selection.anchorNode);
  return Boolean(menu) || reading || (place.contains(document.activeElement) && isTyping(document.activeElement));
}

/** The part as it is now, "" when nothing is new or nobody answers, null when it can't be had any more. */
async function news(place) {
  try {
    const headers = { "HX-Request": "true", "HX-Target": place.id };
    const answer = await fetch(place.dataset.follow, { headers, cache: "no-store" });
    if (answer.redirected || (answer.status >= 400 && answer.status < 500)) return null;
    return answer.status === 200 ? await answer.text() : "";
  } catch {
    return "";
  }
}

function show(place, html) {
  const { id } = place;
  const offsets = [...place.querySelectorAll(SCROLLS)].map((box) => box.scrollTop);
  const restoreFocus = keepFocus(place);
  htmx.swap(place, html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
  restoreFocus();
  const fresh = document.getElementById(id);
  [...fresh.querySelectorAll(SCROLLS)].forEach((box, index) => (box.scrollTop = offsets[index] ?? 0));
}
