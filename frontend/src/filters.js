// The form of one condition: Cancel and Escape put it away, and the focus goes back to where it came from, also when
// the page is loaded anew meanwhile.
import { on } from "./dom.js";
import { focusNext } from "./focus.js";

const CHIP = ".chip > .c";
const OPENER = ".filter-fields > summary";

/** Where the form came from: the chip that is changed, or the menu of fields. */
function origin(form) {
  const at = form.elements.at.value;
  return at === "new" ? { selector: OPENER } : { selector: CHIP, at: Number(at) };
}

on("submit", "#filter-form", (_event, form) => {
  const at = form.elements.at.value;
  focusNext({ selector: CHIP, at: at === "new" ? -1 : Number(at) }, { selector: OPENER });
});

on("click", "#filter-form [data-cancels]", (event, link) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const from = origin(link.closest("form"));
  if (new URLSearchParams(location.search).has("edit")) return focusNext(from, { selector: OPENER });
  event.preventDefault();
  document.getElementById("filter-editor").replaceChildren();
  [...document.querySelectorAll(from.selector)].at(from.at ?? 0)?.focus();
});

on("click", ".chip > .x", (_event, cross) => {
  const at = [...document.querySelectorAll(".chip > .x")].indexOf(cross);
  focusNext({ selector: ".chip > .x", at }, { selector: ".chip > .x", at: -1 }, { selector: OPENER });
});

on("keydown", "#filter-form", (event, form) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  event.preventDefault();
  form.querySelector("[data-cancels]").click();
});
