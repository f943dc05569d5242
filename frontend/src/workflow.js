// The board of a workflow: arrows go from card to card, Space ticks, M or dragging moves, F2 renames. All of it presses
// what is on the page anyway: links, ticks, and one form that says where something goes.
import { isTyping, on } from "./dom.js";
import { cardBeside } from "./lanes.js";

const STEPS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };
let moving = "";
let renames = false;

function cards() {
  return [...document.querySelectorAll(".wf-card")];
}

function cardOf(element) {
  return element.closest?.(".wf-card") ?? null;
}

function link(card) {
  return card?.querySelector(".wf-name");
}

/** Send a card or a column to where it was moved. */
function place(kind, word, values) {
  const form = document.getElementById("placing");
  for (const name of ["phase", "place", "step"]) form.elements[name].value = values[name] ?? "";
  const target = "#workbench"; // as for the links and forms around it, whose addresses stand in the page
  const address = form.dataset[kind].replace("/-/", `/${word}/`);
  window.htmx.ajax("POST", address, { source: form, target, select: target, swap: "outerHTML", headers: { "HX-Boosted": "true" } });
}

document.addEventListener("keydown", (event) => {
  const card = cardOf(event.target);
  if (!card || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (press(event.key, card, event)) event.preventDefault();
});

function press(key, card, event) {
  if (key in STEPS) {
    if (moving) place("ofStatus", card.dataset.word, { step: STEPS[key] });
    else go(card, key);
    return true;
  }
  if (key === " " && event.target.matches("a")) {
    card.querySelector("input[type=checkbox]")?.click();
    return true;
  }
  if (key.toLowerCase() === "m" || (moving && (key === "Escape" || key === "Enter"))) {
    moving = moving ? "" : card.dataset.word;
    mark();
    return true;
  }
  if (key === "F2") {
    renames = true;
    if (card.matches(".is-picked")) rename();
    else link(card).click();
    return true;
  }
  return false;
}

function go(card, key) {
  const columns = [...document.querySelectorAll(".wf-col")].map((column) => [...column.querySelectorAll(".wf-card")]);
  link(cardBeside(columns, card, key))?.focus();
}

function mark() {
  for (const card of cards()) card.classList.toggle("is-moving", card.dataset.word === moving);
}

function rename() {
  renames = false;
  const field = document.querySelector("#status-form input[type=text]");
  field?.focus();
  field?.select();
}

// After an answer the board is a new one: what was being moved still is, and has the focus.
document.addEventListener("htmx:afterSettle", () => {
  if (!document.querySelector("[data-workflow]")) return;
  if (renames) return rename();
  if (!moving) return;
  mark();
  document.getElementById(`card-${moving}`)?.focus();
});

on("click", "[data-adds]", (event, button) => {
  const form = document.getElementById("new-status");
  event.preventDefault();
  form.open = true;
  form.querySelector("select").value = button.dataset.adds;
  form.querySelector("input[type=text]").focus();
});
on("click", 'a[href="#new-status"]:not([data-adds])', (event) => {
  event.preventDefault();
  const form = document.getElementById("new-status");
  form.open = true;
  form.querySelector("input[type=text]").focus();
});

// --- dragging ---
let dragged = null;

on("dragstart", ".wf-card", (event, card) => {
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.word);
});
on("dragover", ".wf-col", (event, column) => {
  if (!dragged) return;
  event.preventDefault();
  show(column);
});
on("dragend", ".wf-card", () => {
  dragged = null;
  show(null);
});
on("drop", ".wf-col", (event, column) => {
  if (!dragged) return;
  event.preventDefault();
  const others = [...column.querySelectorAll(".wf-card")].filter((card) => card !== dragged);
  const below = others.findIndex((card) => event.clientY < card.getBoundingClientRect().top + card.offsetHeight / 2);
  place("ofStatus", dragged.dataset.word, { phase: column.dataset.phase, place: below < 0 ? others.length : below });
  dragged = null;
  show(null);
});

function show(column) {
  for (const one of document.querySelectorAll(".wf-col")) one.classList.toggle("is-over", one === column);
}
