// Toasts: shown for a while, longer while the pointer or focus is on them, and dismissed by hand.
import { icon, make, on, onNew, all } from "./dom.js";
import { words } from "./words.js";

const STAY = 8000; // milliseconds; alerts stay until dismissed

/** Show a sentence that comes from a script. */
export function say(sentence, { alert = false } = {}) {
  const corner = document.getElementById("toasts");
  if (!corner) return;
  const toast = make("div", { class: "toast show", role: alert ? "alert" : "status" });
  const close = make("button", { class: "btn btn-sm btn-icon is-close", type: "button", "data-dismiss": "", "aria-label": words.close });
  close.append(icon("x"));
  toast.append(icon(alert ? "alert-circle" : "check"), make("span", {}, sentence), close);
  corner.append(toast);
  watch(toast);
}

function watch(toast) {
  if (toast.dataset.watched || toast.getAttribute("role") === "alert") return;
  toast.dataset.watched = "true";
  let timer;
  const start = () => {
    timer = setTimeout(() => toast.remove(), STAY);
  };
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
}

on("click", "[data-dismiss]", (_event, button) => button.closest(".toast")?.remove());
onNew((root) => all(".am-toasts > .toast", root).forEach(watch));
