// The list one came from: a ticket leads back to it as it was, and on to the tickets before and after it there.
import { all, onNew } from "./dom.js";

const LIST = "amends:list";
const fetched = new Map();

onNew((root) => {
  if (all("table[data-rows][data-list]", root).length) keep(location.search);
  for (const crumb of all("[data-to-list]", root)) crumb.search = kept();
  for (const place of all("[data-neighbours]", root)) fill(place);
});

async function fill(place) {
  const address = place.dataset.neighbours + kept();
  if (kept() === "") return;
  if (!fetched.has(address)) fetched.set(address, load(address));
  const html = await fetched.get(address);
  place.innerHTML = html; // our own server's, whose every value is escaped
}

/** "" where nobody answers: one goes back to the list then. */
async function load(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, cache: "no-store" });
    return answer.status === 200 && !answer.redirected ? await answer.text() : "";
  } catch {
    return "";
  }
}

function keep(search) {
  try {
    sessionStorage.setItem(LIST, search);
  } catch {
    // a browser that keeps nothing
  }
}

function kept() {
  try {
    return sessionStorage.getItem(LIST) ?? "";
  } catch {
    return "";
  }
}
