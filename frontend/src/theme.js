// Theme, density: applied at once, kept by the server. "System" follows the device while the page is open.
import { on } from "./dom.js";
import { say } from "./toasts.js";
import { words } from "./words.js";

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

/** Tabler's own attribute knows light and dark only. */
function apply() {
  const theme = root.dataset.theme || "system";
  root.dataset.bsTheme = theme === "dark" || (theme === "system" && dark.matches) ? "dark" : "light";
}

apply();
dark.addEventListener("change", apply);

on("submit", "form[data-preference]", (event, form) => {
  const name = form.dataset.preference;
  if (name === "language") return; // the whole page changes: an ordinary form
  event.preventDefault();
  const { value } = event.submitter;
  root.dataset[name] = value;
  apply();
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === value));
  keep(form, value);
});

async function keep(form, value) {
  const body = new FormData(form);
  body.set("value", value);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) say(words.errors[answer.status] ?? words.errors[500], { alert: true });
  } catch {
    say(words.errors.offline, { alert: true });
  }
}
