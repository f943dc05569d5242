// Files by drop and paste, seen and removable before the form is sent.
import { all, icon, make, on, onNew } from "./dom.js";
import { fill, words } from "./words.js";

function fieldOf(form) {
  return form.querySelector("input[type=file]");
}

function add(form, files) {
  const field = fieldOf(form);
  if (!field || !files.length) return;
  const kept = new DataTransfer();
  const chosen = field.multiple ? [...field.files, ...files] : [files[0]];
  for (const file of chosen) kept.items.add(file);
  field.files = kept.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function remove(form, place) {
  const field = fieldOf(form);
  const kept = new DataTransfer();
  [...field.files].forEach((file, index) => index === place || kept.items.add(file));
  field.files = kept.files;
  list(form);
}

function list(form) {
  const place = form.querySelector("[data-drop-list]");
  if (!place) return;
  place.replaceChildren(
    ...[...fieldOf(form).files].map((file, index) => {
      const button = make("button", {
        type: "button",
        class: "btn btn-bare btn-sm btn-icon",
        "aria-label": fill(words.remove, { name: file.name }),
      });
      button.append(icon("x"));
      button.addEventListener("click", () => remove(form, index));
      return make("span", { class: "file" }, icon("paperclip"), file.name, button);
    }),
  );
}

on("dragover", "[data-drop]", (event, form) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  form.classList.add("is-over-files");
});
on("dragleave", "[data-drop]", (event, form) => {
  if (!form.contains(event.relatedTarget)) form.classList.remove("is-over-files");
});
on("drop", "[data-drop]", (event, form) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  form.classList.remove("is-over-files");
  add(form, [...event.dataTransfer.files]);
});
on("paste", "[data-drop]", (event, form) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  add(form, files);
});
on("change", "[data-drop] input[type=file]", (_event, field) => list(field.closest("[data-drop]")));
onNew((root) => all("[data-drop]", root).forEach((form) => fieldOf(form)?.files.length && list(form)));
