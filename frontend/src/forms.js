// Forms: controls that submit on change, and the question before leaving what was typed.
import { on } from "./dom.js";

on("change", "[data-submits]", (_event, control) => control.form?.requestSubmit());

// What helps whoever looked for something in vain.
document.addEventListener("looked-in-vain", () => {
  for (const help of document.querySelectorAll("details[data-when-nothing]")) help.open = true;
});

const changed = new Set();

on("input", "form[data-unsaved]", (_event, form) => changed.add(form));
on("change", "form[data-unsaved]", (_event, form) => changed.add(form));
on("submit", "form", (_event, form) => changed.delete(form));
on("reset", "form", (_event, form) => changed.delete(form));

addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault(); // the browser asks in its own words
});
