// Menus are <details>: this closes them from outside and by Escape, lets one be open at a time and arrows move.
import { on } from "./dom.js";

const ITEMS = "a.dropdown-item, button.dropdown-item, .seg > button, input";

function close(menu, { focus = false } = {}) {
  menu.open = false;
  if (focus) menu.querySelector("summary")?.focus();
}

function closeOthers(target) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(target)) close(menu);
  }
}

document.addEventListener("pointerdown", (event) => closeOthers(event.target));
document.addEventListener("focusin", (event) => closeOthers(event.target));

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close(menu, { focus: true });
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    move(event, menu);
  }
});

function move(event, menu) {
  const items = [...menu.querySelectorAll(ITEMS)].filter((item) => item.offsetParent && !item.disabled);
  if (!items.length || event.target.matches("[role=combobox]")) return;
  event.preventDefault();
  const step = event.key === "ArrowDown" ? 1 : -1;
  const place = items.indexOf(document.activeElement);
  const next = place < 0 ? (step > 0 ? 0 : items.length - 1) : (place + step + items.length) % items.length;
  items[next].focus();
}

// A choice that htmx carries out leaves the page standing: close the menu it came from.
on("click", ".menu .dropdown-item[hx-post], .menu .dropdown-item[hx-get], .menu .dropdown-item[data-opens]", (_event, item) => {
  const menu = item.closest("details.menu");
  if (menu && !item.hasAttribute("data-stays")) close(menu, { focus: true });
});
