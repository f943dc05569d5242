// A box above a long menu: typing leaves the entries that have the text, accents aside. Without script it stays away.
// Every menu of some length gets one, and any other as soon as somebody types in it.
import { all, isTyping, make, on, onNew } from "./dom.js";
import { words } from "./words.js";

const LONG = 8; // entries from which a menu shows its box at once
const OTHERS = "input:not([type=hidden]), select, textarea";

const ENTRY = ".dropdown-item:not([hidden], [aria-disabled])";

const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

onNew((root) => {
  for (const box of all("[data-finds]", root)) box.hidden = false;
});

on("input", "[data-finds]", (_event, box) => {
  const wanted = bare(box.value.trim());
  const menu = box.closest("details");
  for (const item of menu.querySelectorAll(".dropdown-item")) item.hidden = !bare(item.textContent).includes(wanted);
  for (const line of menu.querySelectorAll(".dropdown-header, .dropdown-divider")) line.hidden = wanted !== "";
});

on("keydown", "[data-finds]", (event, box) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  box.closest("details").querySelector(ENTRY)?.click();
});

// A menu opened by its key is one that somebody types in; once closed, it has everything again.
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches?.("details")) return;
    if (event.target.open) prepareMenu(event.target);
    const box = event.target.querySelector("[data-finds]");
    if (!box) return;
    if (event.target.open) return isAtWork(event.target) ? undefined : box.focus();
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  },
  true,
);

/** Give a long menu its box. The browser tells late that a menu was opened: who opens one does this at once. */
export function prepareMenu(menu) {
  if (menu.querySelectorAll(ENTRY).length >= LONG) addBox(menu);
}

/** Whoever has gone on to an entry meanwhile stays there. */
function isAtWork(menu) {
  return menu.contains(document.activeElement) && !document.activeElement.matches("summary");
}

/** A box above the entries of a menu; null for one that has fields of its own, or nothing to choose from. */
function addBox(menu) {
  const list = menu.querySelector(":scope > .dropdown-menu");
  if (!menu.matches(".menu") || !list?.querySelector(ENTRY) || list.querySelector(OTHERS)) return null;
  const box = make("input", {
    class: "form-control form-control-sm mb-1",
    type: "search",
    autocomplete: "off",
    placeholder: words.find,
    "aria-label": words.find,
    "data-finds": "",
  });
  list.prepend(box);
  return box;
}

// What is typed in an open menu looks for its entries. Before the shortcuts of the page (keyboard.js), which it is not.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (event.key.length !== 1 || event.key === " ") return;
    const menu = event.target.closest?.("details.menu[open]");
    const box = menu && (menu.querySelector("[data-finds]") ?? addBox(menu));
    box?.focus(); // the key itself is typed there
    if (box) event.stopImmediatePropagation();
  },
  true,
);
