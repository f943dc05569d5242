// Before, theirs, mine: the question about a field that two people changed. It goes once it is answered, and the focus
// returns to the field, whatever the answer was.
import { on, onNew } from "./dom.js";
import { drop } from "./drafts.js";

const PLACE = "#meanwhile";

onNew((root) => {
  const dialog = root.matches?.(`${PLACE} > dialog`) ? root : root.querySelector(`${PLACE} > dialog`);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.addEventListener("close", () => leave(dialog));
});

// Theirs stays: what was typed is not wanted any more.
on("click", "[data-drops]", (_event, link) => drop(link.dataset.drops));

// The answer was taken, and the ticket came anew.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.successful && detail.elt.closest(`${PLACE} form`);
  if (!form) return;
  drop(form.dataset.draft);
  form.closest("dialog").close();
});

function leave(dialog) {
  const { settles } = dialog.querySelector("form").dataset;
  dialog.remove();
  const { activeElement } = document;
  if (activeElement && activeElement !== document.body && activeElement.checkVisibility()) return;
  document.getElementById(`change-${settles}`)?.focus({ preventScroll: true });
}
