// A form that is being arranged: fields are dragged into it, or moved by M and the arrows. All of it presses buttons that
// are on the page anyway, save the place where something was dropped, which goes along as one more.
import { isTyping, on } from "./dom.js";

let moving = "";
let focused = "";
let dragged = null;

function bench() {
  return document.querySelector("[data-arranges]");
}

/** Press a button; one that is not on the page is put there first. */
function press(value) {
  const known = bench().querySelector(`button[value="${value}"]`);
  const button = known ?? Object.assign(document.createElement("button"), { type: "submit", name: "do", value, hidden: true });
  if (!known) bench().append(button);
  button.click(); // htmx sends along the button that was clicked
}

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.(".ff");
  if (!card || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const step = { ArrowUp: "up", ArrowLeft: "up", ArrowDown: "down", ArrowRight: "down" }[event.key];
  if (moving && step) press(`${step}:${moving}`);
  else if (event.key.toLowerCase() === "m" || (moving && ["Escape", "Enter"].includes(event.key))) {
    moving = moving ? "" : card.dataset.code;
    mark();
  } else return;
  event.preventDefault();
});

function mark() {
  for (const card of document.querySelectorAll(".ff")) card.classList.toggle("is-moving", card.dataset.code === moving);
}

/** After an answer the form is a new one: what had the focus has it, and the browser knows that something is unsaved. */
on("click", "[data-arranges] button", (_event, button) => {
  focused = button.value;
});
document.addEventListener("htmx:afterSettle", () => {
  const form = bench();
  if (!form) return;
  mark();
  if (moving) document.getElementById(`card-${moving}`)?.focus();
  else if (focused) form.querySelector(`button[value="${CSS.escape(focused)}"]:enabled`)?.focus();
  tell(form);
});
on("click", "[data-discards]", () => bench().dispatchEvent(new Event("reset", { bubbles: true })));

function tell(form) {
  if ("isChanged" in form.dataset) form.dispatchEvent(new Event("change", { bubbles: true }));
}

// --- dragging ---
on("dragstart", ".fl[data-code], .ff", (event, field) => {
  dragged = field;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", field.dataset.code);
});
on("dragover", ".fs", (event, section) => {
  if (dragged?.dataset.scope !== section.dataset.scope) return;
  event.preventDefault();
  show(section, event);
});
on("dragover", ".fe-paper", (event) => {
  if (dragged && !document.querySelector(`.fs[data-scope="${dragged.dataset.scope}"]`)) event.preventDefault();
});
on("dragend", ".fl, .ff", () => {
  dragged = null;
  show(null);
});
on("drop", ".fe-paper", (event) => {
  const section = event.target.closest(".fs");
  if (!dragged) return;
  event.preventDefault();
  const { code, scope } = dragged.dataset;
  if (section?.dataset.scope === scope) press(`put:${code}:${section.dataset.section}:${placeIn(section, event)}`);
  else if (!document.querySelector(`.fs[data-scope="${scope}"]`)) press(`add:${code}`);
  dragged = null;
  show(null);
});

function others(section) {
  return [...section.querySelectorAll(".ff")].filter((card) => card !== dragged);
}

/** Before which of the other fields it lies: they are read line by line, from left to right. */
function placeIn(section, event) {
  const cards = others(section);
  const place = cards.findIndex((card) => {
    const { top, bottom, left, width } = card.getBoundingClientRect();
    return event.clientY < top || (event.clientY < bottom && event.clientX < left + width / 2);
  });
  return place < 0 ? cards.length : place;
}

function show(section, event) {
  for (const one of document.querySelectorAll(".fs")) one.classList.toggle("is-over", one === section);
  const before = section ? others(section)[placeIn(section, event)] : null;
  for (const one of document.querySelectorAll(".ff")) one.classList.toggle("is-next", one === before);
}
