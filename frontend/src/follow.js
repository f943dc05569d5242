// What stands on the page follows what rules and other people do to it; somebody at work in it is told, and may ask.
import htmx from "htmx.org";
import { icon, isTyping, make, onNew } from "./dom.js";
import { keepFocus } from "./focus.js";
import { words } from "./words.js";

const SOON = [600, 1500, 3000]; // milliseconds after it came: rules act within a second of a change
const THEN = 15_000;
const SCROLLS = "main, aside > div";
const NOTICE = "news";

let timer;

onNew((root) => {
  const place = root.matches?.("[data-follow]") ? root : root.querySelector("[data-follow]");
  if (!place) return;
  forget();
  wait(place, SOON);
});

function wait(place, waits) {
  clearTimeout(timer);
  timer = setTimeout(() => look(place, waits.slice(1)), waits[0] ?? THEN);
}

async function look(place, waits) {
  if (!place.isConnected) return;
  if (!document.hidden) {
    const html = await news(place);
    if (html === null) return; // gone, or not ours any more: the next click says so
    if (html && place.isConnected && !isAtWork(place)) return isBusy(place) ? tell(place, html) : show(place, html);
  }
  wait(place, waits);
}

/** Whoever comes back to the page sees at once what happened meanwhile. */
document.addEventListener("visibilitychange", () => {
  const place = document.querySelector("[data-follow]");
  if (place && !document.hidden) wait(place, [0]);
});

/** A change is under way; its answer brings the news as well. */
function isAtWork(place) {
  return Boolean(place.querySelector(".htmx-request") ?? document.querySelector("#meanwhile .htmx-request"));
}

function isBusy(place) {
  const menu = place.querySelector("details.menu[open]");
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

/** Say who changed it, beside what somebody is at work in; the page changes when they ask, or are done. */
function tell(place, html) {
  const sentence = new DOMParser().parseFromString(html, "text/html").getElementById(place.id)?.dataset.news;
  forget();
  if (sentence) document.getElementById("toasts")?.append(notice(place, sentence));
  wait(place, []);
}

function notice(place, sentence) {
  const button = make("button", { class: "btn btn-sm push", type: "button" }, words.show);
  button.addEventListener("click", async () => {
    const html = await news(place);
    if (html) show(place, html);
  });
  const notice = make("div", { class: "toast show", role: "status", id: NOTICE }, icon("refresh"), make("span", {}, sentence));
  notice.append(button);
  return notice;
}

function forget() {
  document.getElementById(NOTICE)?.remove();
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
