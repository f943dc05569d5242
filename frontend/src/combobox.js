// A text field with a list of options the server sends: arrows choose, Enter takes, Escape closes (ARIA combobox).
import { all, on, onNew } from "./dom.js";

const OPTION = "[role=option]:not([aria-disabled])";

export function current(list) {
  return list.querySelector('[role=option][aria-selected="true"]');
}

/** Mark one option as chosen and tell screen readers, while the focus stays in the field. */
export function choose(input, list, option) {
  for (const other of list.querySelectorAll("[role=option]")) {
    other.setAttribute("aria-selected", String(other === option));
    other.classList.toggle("is-on", other === option);
  }
  if (option?.id) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

export function moveChoice(input, list, step) {
  const options = [...list.querySelectorAll(OPTION)];
  if (!options.length) return;
  const place = options.indexOf(current(list));
  choose(input, list, options[(place + step + options.length) % options.length] ?? options[0]);
}

function parts(combo) {
  return {
    input: combo.querySelector("input:not([type=hidden])"),
    list: combo.querySelector("[role=listbox]"),
    value: combo.querySelector("[data-combo-value]"),
  };
}

function prepare(combo) {
  const { input, list } = parts(combo);
  if (!input || !list || input.getAttribute("role") === "combobox") return;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  list.hidden = !list.querySelector(OPTION);
  list.addEventListener("htmx:afterSwap", () => show(combo, true));
  input.addEventListener("blur", () => setTimeout(() => combo.contains(document.activeElement) || show(combo, false), 150));
  input.addEventListener("keydown", (event) => onKey(event, combo));
  input.addEventListener("input", () => setValue(combo, ""));
}

function show(combo, visible) {
  const { input, list } = parts(combo);
  list.hidden = !visible || !list.childElementCount;
  input.setAttribute("aria-expanded", String(!list.hidden));
  if (visible) choose(input, list, list.querySelector(OPTION));
}

function onKey(event, combo) {
  const { input, list } = parts(combo);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) show(combo, true);
    else moveChoice(input, list, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && !list.hidden && current(list)) {
    event.preventDefault();
    take(combo, current(list));
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    event.stopPropagation();
    show(combo, false);
  }
}

function setValue(combo, text) {
  const { value } = parts(combo);
  if (!value || value.value === text) return;
  value.value = text;
  value.dispatchEvent(new Event("change", { bubbles: true }));
}

function take(combo, option) {
  const { input } = parts(combo);
  if (option.dataset.label !== undefined) input.value = option.dataset.label;
  setValue(combo, option.dataset.value ?? "");
  show(combo, false);
  input.focus();
  if (!("value" in option.dataset)) option.click(); // the option is a link or has its own htmx deed
  combo.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: { value: option.dataset.value } }));
}

on("pointerdown", "[data-combo] [role=option]", (event) => event.preventDefault());
on("click", "[data-combo] [role=option][data-value]", (_event, option) => take(option.closest("[data-combo]"), option));
onNew((root) => all("[data-combo]", root).forEach(prepare));
