// What somebody types into a long form is kept in their browser until the server has taken it: leaving, Back and an
// ended session lose nothing. `data-keeps` names the draft ("" for one of this address); signing out forgets all.
// Forms that htmx brings take part as well; what opens one (`data-holds` names its draft) is opened for who comes back.
import htmx from "htmx.org";
import { all, icon, make, on, onNew } from "./dom.js";
import { words } from "./words.js";

const PREFIX = "amends:draft:";
const SENT = "amends:sent";
const STAY = 7 * 86_400_000; // milliseconds
const AFTER = 300; // milliseconds without a key
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "key"]);
const { person } = document.body.dataset;
const began = new Map(); // what each form held before anybody typed
const hadFiles = new Set(); // forms that came back without the files that had been chosen
let timer;
let isOver = false;

function keyOf(form) {
  return `${PREFIX}${person}:${form.dataset.keeps || location.pathname + location.search}`;
}

function forms() {
  return all("form[data-keeps]");
}

/** Without what belongs to the page and not to whoever types (`data-of-page`). */
function values(form) {
  const ofPage = new Set([...form.querySelectorAll("[data-of-page]")].map((control) => control.name));
  const isTyped = ([name, value]) => typeof value === "string" && !NOT_TYPED.has(name) && !ofPage.has(name);
  return [...new FormData(form)].filter(isTyped);
}

/** Files can't be kept: whoever comes back is told to choose them once more, if there were any. */
function hasFiles(form) {
  return [...form.querySelectorAll("input[type=file]")].some((field) => field.files.length > 0);
}

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function store(key, draft) {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
  } catch {
    // a browser that keeps nothing, or no more
  }
}

function save(form) {
  const key = keyOf(form);
  if (isOver || !began.has(key)) return;
  const typed = values(form);
  const files = hasFiles(form) || hadFiles.has(key);
  store(key, JSON.stringify(typed) === began.get(key) ? null : { at: Date.now(), typed, files });
}

function saveAll() {
  clearTimeout(timer);
  forms().forEach(save);
}

function saveSoon() {
  clearTimeout(timer);
  timer = setTimeout(saveAll, AFTER);
}

/** The draft of this name is over: what was in it was taken, or isn't wanted any more. */
export function drop(name) {
  store(`${PREFIX}${person}:${name}`, null);
}

/** Drafts of this person that `isDone` holds for are thrown away. */
function forget(isDone) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(`${PREFIX}${person}:`) && isDone(stored(key))) store(key, null);
  }
}

/** Show what was typed, with everything that depends on it drawn by the server where the form says how. */
async function restore(form, draft) {
  const { keepsBy } = form.dataset;
  const key = keyOf(form);
  if (!keepsBy) fillIn(form, draft.typed);
  else if (!(await drawAnew(form, draft.typed, keepsBy))) return;
  const fresh = forms().find((one) => keyOf(one) === key);
  if (draft.files) hadFiles.add(key);
  fresh.prepend(notice(key, draft.files ? `${words.isBack} ${words.filesAnew}` : words.isBack));
  for (const box of fresh.querySelectorAll("details")) {
    if ([...box.querySelectorAll("textarea")].some((text) => text.value)) box.open = true;
  }
  const around = fresh.closest("details:not(.menu)");
  if (around) around.open = true;
}

function fillIn(form, typed) {
  const left = [...typed];
  for (const control of form.elements) {
    if (!control.name || NOT_TYPED.has(control.name) || control.type === "file" || control.localName === "button") continue;
    if ("ofPage" in control.dataset) continue;
    if (control.type === "select-multiple") {
      for (const option of control.options) option.selected = typed.some(([name, value]) => name === control.name && value === option.value);
      continue;
    }
    const isChoice = control.type === "checkbox" || control.type === "radio";
    const place = left.findIndex(([name, value]) => name === control.name && (!isChoice || value === control.value));
    if (isChoice) control.checked = place >= 0;
    else if (place >= 0) control.value = left[place][1];
    if (place >= 0) left.splice(place, 1);
  }
}

async function drawAnew(form, typed, address) {
  const body = new FormData();
  for (const name of NOT_TYPED) if (form.elements[name]) body.append(name, form.elements[name].value);
  for (const [name, value] of typed) body.append(name, value);
  const part = document.getElementById(form.dataset.keepsIn);
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true", "HX-Target": part.id } });
    if (answer.status !== 200) return false;
    const swap = { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 };
    htmx.swap(part, await answer.text(), swap, { select: form.dataset.keepsSelect });
    return true;
  } catch {
    return false; // it stays kept for the next time
  }
}

function notice(key, sentence) {
  const button = make("button", { type: "button", class: "btn btn-plain btn-sm push" }, words.anew);
  button.addEventListener("click", () => {
    isOver = true;
    store(key, null);
    location.reload();
  });
  const box = make("div", { class: "alert alert-info mb-3", role: "status" });
  box.append(icon("history"), make("span", {}, sentence), button);
  return box;
}

/** Did the server take what the page before has sent? Only a page that is no refusal and was not come back to tells. */
function conclude() {
  const sent = sessionStorage.getItem(SENT);
  if (!sent) return;
  sessionStorage.removeItem(SENT);
  const { responseStatus = 200, type } = performance.getEntriesByType("navigation")[0] ?? {};
  const form = forms().find((one) => keyOf(one) === sent);
  const isRefused = responseStatus >= 400 || form?.dataset.typed !== undefined || (form && type !== "navigate");
  if (!isRefused) store(sent, null);
}

function begin() {
  forget((draft) => !draft || Date.now() - draft.at > STAY);
  conclude();
  for (const form of forms()) {
    const key = keyOf(form);
    const draft = stored(key);
    const isTyped = "typed" in form.dataset; // refused, and shown as it was sent
    began.set(key, isTyped ? "" : JSON.stringify(values(form)));
    if (!draft || isTyped || JSON.stringify(draft.typed) === began.get(key)) continue;
    restore(form, draft);
  }
  openHolder();
}

/** What opens the form that was typed in last, when that form is not on the page. */
function openHolder() {
  const shown = new Set(forms().map((form) => form.dataset.keeps));
  const held = all("[data-holds]").map((holder) => ({ holder, draft: stored(`${PREFIX}${person}:${holder.dataset.holds}`) }));
  const left = held.filter(({ holder, draft }) => draft && !shown.has(holder.dataset.holds));
  const { holder } = left.sort((one, other) => other.draft.at - one.draft.at)[0] ?? {};
  if (holder?.localName === "details") holder.open = true;
  else holder?.click();
}

/** A form that htmx has brought: new on this page, or one that was here, drawn anew. */
function arrive(form) {
  const key = keyOf(form);
  const now = JSON.stringify(values(form));
  const draft = stored(key);
  if ("typed" in form.dataset) began.set(key, "");
  else if (form.dataset.keepsBy) {
    // drawn from what was typed; where the server says whether that is more than is saved, it decides
    if ("keepsTold" in form.dataset) began.set(key, "isChanged" in form.dataset ? "" : now);
  } else if (!draft || JSON.stringify(draft.typed) !== now) {
    began.set(key, now);
    if (draft) restore(form, draft);
  }
}

/** The form of a request that htmx made, if the server has taken it. */
function isTaken(form, xhr) {
  return xhr.status < 400 && form?.matches?.("form[data-keeps]") && !xhr.getResponseHeader("HX-Redirect");
}

if (person) {
  begin();
  onNew((root) => root !== document && all("form[data-keeps]", root).forEach(arrive));
  on("input", "form[data-keeps]", saveSoon);
  on("change", "form[data-keeps]", saveSoon);
  document.addEventListener("htmx:afterSettle", saveSoon); // an order or a type was taken in
  addEventListener("pagehide", saveAll);
  document.addEventListener("visibilitychange", () => document.hidden && saveAll());
  on("submit", "form[data-keeps]", (event, form) => {
    saveAll();
    if (!event.defaultPrevented && !form.matches("[hx-post]")) sessionStorage.setItem(SENT, keyOf(form));
  });
  document.addEventListener("htmx:beforeSwap", ({ detail: { requestConfig, xhr } }) => {
    saveAll(); // what is drawn anew is filled in from there
    if (isTaken(requestConfig.elt, xhr)) store(keyOf(requestConfig.elt), null);
  });
  on("submit", "form[data-forgets]", () => {
    isOver = true;
    forget(() => true);
  });
} else {
  sessionStorage.removeItem(SENT); // the page before was turned away: the draft stays for after signing in
}
