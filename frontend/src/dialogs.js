// <dialog>: opened and closed by attributes, closed by a click beside it; and the question before a deed without undo.
import { make, on, onNew, all } from "./dom.js";
import { words } from "./words.js";

on("click", "[data-opens]", (event, opener) => {
  const dialog = document.getElementById(opener.dataset.opens);
  if (!dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!dialog.open) dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("opened"));
});

on("click", "[data-closes]", (event, closer) => {
  const dialog = closer.closest("dialog");
  if (!dialog) return;
  event.preventDefault();
  dialog.close();
});

// A click on the backdrop has the dialog itself as its target, outside its own box.
document.addEventListener("click", (event) => {
  if (event.target.tagName !== "DIALOG") return;
  const box = event.target.getBoundingClientRect();
  const inside =
    event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside && event.detail) event.target.close();
});

// A dialog that htmx brought opens by itself when it says so.
onNew((root) => all("dialog[data-opened]", root).forEach((dialog) => dialog.open || dialog.showModal()));

/** Ask a question; resolves to true when the reader wants the deed done. */
export function ask(question, deed, { danger = true, note = "" } = {}) {
  const no = make("button", { class: "btn btn-plain", value: "no" }, words.cancel);
  const yes = make("button", { class: `btn ${danger ? "btn-danger" : "btn-primary"}`, value: "yes" }, deed || words.ok);
  const form = make("form", { method: "dialog", class: "mf" }, no, yes);
  const dialog = make("dialog", { class: "modal-box am-ask", "aria-labelledby": "ask-title" });
  dialog.append(make("div", { class: "mh" }, make("h2", { class: "fs-lead", id: "ask-title" }, question)));
  if (note) dialog.append(make("p", { class: "body m-0" }, note));
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

/** What `data-confirm` says about an element, from itself or its form. */
function asked(element) {
  return element?.closest("[data-confirm]");
}

document.addEventListener("htmx:confirm", (event) => {
  const from = asked(event.target);
  if (!from) return;
  event.preventDefault();
  ask(from.dataset.confirm, from.dataset.confirmDo).then((yes) => yes && event.detail.issueRequest(true));
});

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const from = asked(event.submitter) ?? asked(form);
    if (!from || form.dataset.confirmed || form.matches("[hx-post], [hx-delete]")) return;
    event.preventDefault();
    ask(from.dataset.confirm, from.dataset.confirmDo).then((yes) => {
      if (!yes) return;
      form.dataset.confirmed = "true";
      form.requestSubmit(event.submitter);
      delete form.dataset.confirmed; // the browser may show this very page once more
    });
  },
  true,
);
