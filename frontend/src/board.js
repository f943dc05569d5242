// The board of tickets: a card is dragged to a lane, or S opens its statuses. Where the workflow leads from each status
// stands in the page once (templates data-ways-from); lanes that it does not lead to are greyed while a card is dragged.
import { isMuted, on } from "./dom.js";
import { cardBeside } from "./lanes.js";

const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
let dragged = null;
let moved = "";

/** The statuses that the card may get, each a button; those of one lane only, if it is given. */
function ways(card, lane = "") {
  const template = document.querySelector(`[data-ways-from="${CSS.escape(card.dataset.status)}"]`);
  const items = template ? [...template.content.cloneNode(true).children] : [];
  return lane ? items.filter((item) => item.dataset.inLane === lane) : items;
}

function move(card, status) {
  const form = document.getElementById("moving");
  moved = card.dataset.card;
  form.elements.number.value = moved;
  form.elements.seen.value = card.dataset.status;
  form.elements.status.value = status;
  form.requestSubmit();
}

// --- the menu of a card ---
document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target.closest?.("[data-ways]");
    if (menu?.open) fill(menu);
  },
  true,
);

function fill(menu) {
  const list = menu.querySelector(".dropdown-menu");
  if (!list.querySelector("[data-moves-to]")) list.replaceChildren(...ways(menu.closest("[data-card]")));
}

on("click", "[data-moves-to]", (_event, item) => {
  const card = item.closest("[data-card]") ?? document.getElementById(item.closest("[data-chooses-for]").dataset.choosesFor);
  item.closest("details").open = false;
  move(card, item.dataset.movesTo);
});

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.("[data-card]");
  if (!card || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isMuted(event.target)) return;
  if (document.querySelector("dialog[open], details.menu[open]")) return;
  if (event.key.toLowerCase() === "s") open(card);
  else if (ARROWS.includes(event.key)) go(card, event.key);
  else return;
  event.preventDefault();
});

function open(card) {
  const menu = card.querySelector("[data-ways]");
  fill(menu);
  menu.open = true;
  menu.querySelector("button")?.focus();
}

function go(card, key) {
  const lanes = [...document.querySelectorAll("[data-lane]")].map((lane) => [...lane.querySelectorAll("[data-card]")]);
  focus(cardBeside(lanes, card, key));
}

function focus(card) {
  if (!card) return;
  card.tabIndex = -1;
  card.focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// The board that comes after a move is a new one: the focus stays with the card, wherever it now stands.
for (const settled of ["htmx:afterSettle", "htmx:afterRequest"]) {
  document.addEventListener(settled, () => {
    if (moved) focus(document.getElementById(`card-${moved}`));
  });
}
document.addEventListener("focusin", (event) => {
  if (!event.target.closest(`#card-${CSS.escape(moved)}`)) moved = "";
});

// --- dragging ---
on("dragstart", "[data-card]", (event, card) => {
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.card);
  for (const lane of document.querySelectorAll("[data-lane]")) lane.classList.toggle("is-shut", !leadsTo(lane));
});

function leadsTo(lane) {
  return lane.contains(dragged) || ways(dragged, lane.dataset.lane).length > 0;
}

on("dragover", "[data-lane]", (event, lane) => {
  if (!dragged || !leadsTo(lane)) return;
  event.preventDefault();
  mark(lane);
});

on("dragend", "[data-card]", () => drop());

on("drop", "[data-lane]", (event, lane) => {
  if (!dragged) return;
  event.preventDefault();
  const card = dragged;
  drop();
  const items = ways(card, lane.dataset.lane);
  if (items.length === 1) move(card, items[0].dataset.movesTo);
  else if (items.length > 1) choose(card, lane, items);
});

function drop() {
  dragged = null;
  mark(null);
  for (const lane of document.querySelectorAll(".is-shut")) lane.classList.remove("is-shut");
}

function mark(lane) {
  for (const one of document.querySelectorAll("[data-lane]")) one.classList.toggle("is-under", one === lane);
}

/** Several statuses of the lane can be next: ask which, where the card was dropped. */
function choose(card, lane, items) {
  const menu = document.createElement("details");
  menu.className = "menu lane-choice";
  menu.dataset.choosesFor = card.id;
  const summary = document.createElement("summary");
  summary.textContent = document.getElementById("moving").dataset.which;
  const list = document.createElement("div");
  list.className = "dropdown-menu";
  list.append(...items);
  menu.append(summary, list);
  lane.querySelector("h2").after(menu);
  menu.open = true;
  menu.querySelector("button").focus();
  menu.addEventListener("toggle", () => menu.open || menu.remove());
}
