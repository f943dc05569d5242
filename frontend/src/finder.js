// A box above a long menu: typing leaves the entries that have the text, accents aside. Without script it stays away.
import { all, on, onNew } from "./dom.js";

const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

onNew((root) => {
  for (const box of all("[data-finds]", root)) box.hidden = false;
});

on("input", "[data-finds]", (_event, box) => {
  const wanted = bare(box.value.trim());
  const menu = box.closest("details");
  for (const item of menu.querySelectorAll(".dropdown-item")) item.hidden = !bare(item.textContent).includes(wanted);
  for (const heading of menu.querySelectorAll(".dropdown-header")) heading.hidden = wanted !== "";
});

on("keydown", "[data-finds]", (event, box) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  box.closest("details").querySelector(".dropdown-item:not([hidden])")?.click();
});

// A menu opened by its key is one that somebody types in; once closed, it has everything again.
document.addEventListener(
  "toggle",
  (event) => {
    const box = event.target.matches?.("details") && event.target.querySelector("[data-finds]");
    if (!box) return;
    if (event.target.open) return box.focus();
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  },
  true,
);
