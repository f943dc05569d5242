// Ctrl+K: the field asks the server, arrows choose a hit, Enter opens it. Without script it is the page /search.
import { choose, current, moveChoice } from "./combobox.js";

const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const hits = dialog?.querySelector("[role=listbox]");

dialog?.addEventListener("opened", () => {
  input.select();
  input.focus();
  window.htmx.trigger(input, "asked");
});

input?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    moveChoice(input, hits, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    const hit = current(hits);
    if (hit?.href) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) window.open(hit.href, "_blank", "noopener");
      else location.assign(hit.href);
    }
  }
});

hits?.addEventListener("htmx:afterSwap", () => choose(input, hits, hits.querySelector("[role=option]:not([aria-disabled])")));
