// Files by drop and paste, seen and removable before the form is sent.
import { all, icon, make, on, onNew } from "./dom.js";
import { fill, words } from "./words.js";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];
const lang = document.documentElement.lang || "en";

/** Why the server would refuse the file, in its own words; "" when it would not. The server looks again. */
function refusal(file, field) {
  const { empty, tooLarge, notTaken, most, limit, endings } = limits(field);
  const ending = file.name.includes(".") ? file.name.split(".").at(-1).toLowerCase() : "";
  if (!file.size) return fill(empty, { name: file.name });
  if (file.size > most) return fill(tooLarge, { name: file.name, size: sizeOf(file.size), limit });
  return !endings || endings.includes(ending) ? "" : fill(notTaken, { name: file.name, endings: endings.join(", ") });
}

/** Those of all files, unless the field has its own. */
function limits(field) {
  const { most, empty, tooLarge } = field.dataset;
  return most ? { most: Number(most), empty, tooLarge } : words.files;
}

function sizeOf(bytes) {
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const digits = power ? 1 : 0;
  const style = { style: "unit", unit: UNITS[power], minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(lang, style).format(bytes / 1024 ** power);
}

/** Leave out what would be refused, and say so at the field. */
function sift(field) {
  const form = field.form;
  const kept = new DataTransfer();
  const reasons = [];
  for (const file of field.files) {
    const reason = refusal(file, field);
    if (reason) reasons.push(reason);
    else kept.items.add(file);
  }
  form.querySelector("[data-files-refused]")?.remove();
  if (!reasons.length) return;
  field.files = kept.files;
  const said = make("div", { class: "am-err", role: "alert", "data-files-refused": "" });
  said.append(icon("alert-circle"), make("span", {}, reasons.join(" ")));
  field.after(said);
}

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
on("change", "[data-drop] input[type=file]", (_event, field) => {
  sift(field);
  list(field.closest("[data-drop]"));
});
onNew((root) => all("[data-drop]", root).forEach((form) => fieldOf(form)?.files.length && list(form)));
