// The columns of a list: chosen, put in order and sized in the menu Columns, or made wider by the edge of their heading.
// All of it becomes the address of the list, which brings its rows anew and leaves the menu standing.
import { make, on } from "./dom.js";

const NARROWEST = 48;
const WIDEST = 960;

let dragged = null;
let sizing = null;
let isReset = false;

function menu() {
  return document.querySelector("[data-columns]");
}

/** The list with these columns, an address's `number,status:160`; "" for the usual ones. */
function show(columns) {
  const query = new URLSearchParams(location.search);
  if (columns) query.set("columns", columns);
  else query.delete("columns");
  if (![...query].length) query.set("scope", "open"); // an empty address means "where to begin"
  const form = document.getElementById("columns-go");
  form.replaceChildren(...[...query].map(([name, value]) => make("input", { type: "hidden", name, value })));
  form.requestSubmit();
}

function apply() {
  const { first, usual } = menu().dataset;
  const said = [first, ...[...menu().querySelectorAll("[data-columns-shown] > [data-code]")].map(saidOf)].join(",");
  show(said === usual ? "" : said);
}

function saidOf(row) {
  const width = Number(row.querySelector(".cl-width").value);
  return width ? `${row.dataset.code}:${Math.min(Math.max(width, NARROWEST), WIDEST)}` : row.dataset.code;
}

// --- the menu ---
on("change", "[data-columns] .cl-tick input", (_event, box) => {
  const row = box.closest("li");
  menu().querySelector(box.checked ? "[data-columns-shown]" : "[data-columns-others]")[box.checked ? "append" : "prepend"](row);
  box.focus();
  apply();
});

on("change", "[data-columns] .cl-width", () => apply());

on("click", "[data-column-up]", (_event, button) => {
  const row = button.closest("li");
  const before = row.previousElementSibling;
  if (!before?.dataset.code) return;
  before.before(row);
  button.focus();
  apply();
});

on("click", "[data-columns-reset]", (_event, button) => {
  show(button.dataset.columnsReset);
  isReset = true;
});

/** After the list has come back to what it was, so does the menu. */
document.addEventListener("htmx:pushedIntoHistory", async () => {
  if (!isReset) return;
  isReset = false;
  const place = document.getElementById("columns");
  await window.htmx.ajax("GET", place.getAttribute("hx-get").split("?")[0] + location.search, { target: place });
  place.querySelector("[data-columns-reset]")?.focus();
});

on("input", "[data-finds-column]", (_event, box) => {
  const wanted = plain(box.value.trim());
  let found = 0;
  for (const row of menu().querySelectorAll("li[data-code]")) {
    row.hidden = !plain(row.querySelector(".cl-tick span").textContent).includes(wanted);
    if (!row.hidden) found += 1;
  }
  menu().querySelector("[data-columns-none]").hidden = found > 0;
});

/** Without case and accents, as lists search. */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// --- dragging a row of the menu ---
on("dragstart", "[data-columns] li[data-code]", (event, row) => {
  dragged = row;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", row.dataset.code);
});
on("dragover", "[data-columns] .cl-list", (event, list) => {
  if (!dragged) return;
  event.preventDefault();
  const rows = [...list.querySelectorAll("li[data-code]")].filter((row) => row !== dragged);
  const before = rows.find((row) => event.clientY < row.getBoundingClientRect().top + row.offsetHeight / 2);
  if (before) before.before(dragged);
  else list.append(dragged);
});
on("dragend", "[data-columns] li", () => {
  if (!dragged) return;
  dragged.querySelector(".cl-tick input").checked = Boolean(dragged.closest("[data-columns-shown]"));
  dragged = null;
  apply();
});

// --- the edges of the headings ---
on("pointerdown", "[data-sizes]", (event, edge) => {
  const head = edge.closest("th");
  event.preventDefault();
  edge.setPointerCapture(event.pointerId);
  const { paddingLeft, paddingRight } = getComputedStyle(head);
  sizing = { head, edge, from: event.clientX, width: head.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) };
  edge.classList.add("is-on");
});
on("pointermove", "[data-sizes]", (event) => {
  if (!sizing) return;
  sizing.now = Math.round(Math.min(Math.max(sizing.width + event.clientX - sizing.from, NARROWEST), WIDEST));
  sizing.edge.style.translate = `${sizing.now - sizing.width}px`; // where the column will end
});
on("pointerup", "[data-sizes]", () => {
  const { head, now, edge } = sizing ?? {};
  sizing = null;
  edge?.classList.remove("is-on");
  if (now) size(head.dataset.column, now);
});
on("dblclick", "[data-sizes]", (_event, edge) => size(edge.closest("th").dataset.column, 0));
on("click", "[data-sizes]", (event) => event.preventDefault());

/** Give one column of the list on the screen a width, or 0 to let its contents decide. */
function size(code, width) {
  const asked = new URLSearchParams(location.search).get("columns");
  const now = asked ? asked.split(",") : [...document.querySelectorAll("th[data-column]")].map((head) => head.dataset.column);
  const columns = now.map((one) => (one.split(":")[0] === code ? `${code}${width ? `:${width}` : ""}` : one));
  document.getElementById("columns")?.closest("details").removeAttribute("open");
  const field = menu()?.querySelector(`li[data-code="${CSS.escape(code)}"] .cl-width`);
  if (field) field.value = width || "";
  show(columns.join(","));
}
