// Keys click what carries data-key: one key ("c") or two in a row ("g t"). Ctrl+Enter sends the form one types in.
import { isMuted } from "./dom.js";
import { prepareMenu } from "./finder.js";

const PAUSE = 1200; // milliseconds between the two keys of a pair
let first = "";
let timer;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return openPalette(event);
  if (event.ctrlKey || event.metaKey || event.altKey || isMuted(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  press(event);
});

function press(event) {
  const key = event.key.toLowerCase();
  const pair = first ? find(`${first} ${key}`) : null;
  const target = pair ?? find(key);
  clearTimeout(timer);
  first = "";
  if (target) {
    event.preventDefault();
    use(target);
  } else if (document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) {
    first = key;
    timer = setTimeout(() => (first = ""), PAUSE);
  }
}

/** The last visible one wins: the newest toast's Undo, the page's own button before the shell's. */
function find(keys) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)];
  return found.reverse().find((element) => element.checkVisibility?.() ?? element.offsetParent) ?? found[0] ?? null;
}

function use(target) {
  if (target.matches("input, textarea, select")) return target.focus();
  if (target.tagName === "SUMMARY") {
    target.parentElement.open = !target.parentElement.open;
    target.focus();
    if (target.parentElement.open) prepareMenu(target.parentElement);
    const inside = target.parentElement.querySelector("input:not([type=hidden], [hidden]), .dropdown-item");
    return target.parentElement.open ? inside?.focus() : undefined;
  }
  return target.click();
}

function send(event) {
  const typedIn = event.target.form ?? event.target.closest?.("form");
  const form = document.getElementById(typedIn?.dataset.sends) ?? typedIn; // a search that stands before a form sends that
  if (!form || form.method === "get") return;
  event.preventDefault();
  form.requestSubmit();
}

function openPalette(event) {
  const opener = document.querySelector('[data-opens="palette"]');
  if (!opener) return;
  event.preventDefault();
  opener.click();
}
