// A deadline that has passed already is allowed, but said beside the field while one chooses it.
import { make, on } from "./dom.js";
import { words } from "./words.js";

on("input", "form", (event, form) => {
  if (event.target.matches("[type=date], [type=time]")) form.querySelectorAll("[data-late]").forEach((day) => warn(day, form));
});

function warn(day, form) {
  const id = `${day.id}_late`;
  const said = document.getElementById(id);
  const isLate = hasPassed(day, form);
  if (isLate && !said) day.after(make("p", { class: "form-hint is-over", id, role: "status" }, words.late));
  if (!isLate) said?.remove();
}

/** Without a time of day it is the whole day, until its end. */
function hasPassed(day, form) {
  if (!day.value) return false;
  const time = form.querySelector("[type=time]")?.value || "24:00";
  return `${day.value} ${time}` < now(day.dataset.late);
}

/** "2026-11-24 17:05" in a time zone. */
function now(timeZone) {
  return new Date().toLocaleString("sv-SE", { timeZone }).slice(0, 16);
}
