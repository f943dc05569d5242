// htmx, what its errors say, and the line at the top while something loads. Its settings stand in a <meta> of the page.
import htmx from "htmx.org";
import { onNew } from "./dom.js";
import { say } from "./toasts.js";
import { words } from "./words.js";

window.htmx = htmx;

const SHOW_AFTER = 300; // milliseconds: faster answers show nothing
let running = 0;
let timer;

function progress(change) {
  running = Math.max(0, running + change);
  clearTimeout(timer);
  const line = document.getElementById("progress");
  if (!line) return;
  if (running > 0) timer = setTimeout(() => line.classList.add("is-on"), SHOW_AFTER);
  else line.classList.remove("is-on");
}

/** A part that asks by the clock how it stands, on a page that nobody looks at. */
function isIdle(element) {
  return document.hidden && element.getAttribute("hx-trigger")?.startsWith("every ");
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isIdle(event.detail.elt)) return event.preventDefault();
  progress(1);
});
document.addEventListener("htmx:afterRequest", () => progress(-1));

// A page taken from the browser's memory shows no line that nothing will end.
addEventListener("pageshow", () => progress(-running));

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 409 && xhr.getResponseHeader("HX-Retarget")) return; // the answer itself says why
  const known = words.errors[xhr.status] ?? (xhr.status >= 500 ? words.errors[500] : "");
  say(known || words.errors[500], { alert: true });
});
document.addEventListener("htmx:sendError", () => say(words.errors.offline, { alert: true }));
document.addEventListener("htmx:timeout", () => say(words.errors.offline, { alert: true }));

// A refusal (409) that says where it belongs (a toast, the fresh state) is shown there although it is an error.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 409 && xhr.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

onNew(focusWanted);

/** After a refused form came back, its summary takes the focus, so that it is read and seen. */
function focusWanted(root) {
  const wanted = root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]");
  if (!wanted || wanted.dataset.focus === "done") return; // htmx tells of the whole page once more, a moment later
  wanted.dataset.focus = "done";
  wanted.focus();
}
