// Deeds for a whole selection: a question before they reach rows that nobody sees, and afterwards the focus on the list.
// What was ticked stays ticked when nothing of it could be done.
import { ask } from "./dialogs.js";
import { on } from "./dom.js";
import { focusNext } from "./focus.js";
import { keepTicked, tickAgain } from "./rows.js";
import { fill } from "./words.js";

document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    const bar = submitter?.closest("[data-bulk]");
    if (!bar?.querySelector("[data-picks-every]:checked") || form.dataset.confirmed) return;
    const asks = JSON.parse(bar.dataset.asks || "{}");
    const { key, value, isMissing } = wanted(submitter);
    if (!asks[key] || isMissing) return;
    event.preventDefault();
    const danger = key === "delete";
    ask(fill(asks[key], { value }), danger ? submitter.textContent.trim() : undefined, { danger, note: asks.note }).then((yes) => {
      if (!yes) return (submitter.closest("details.menu")?.querySelector("summary") ?? submitter).focus();
      form.dataset.confirmed = "true";
      form.requestSubmit(submitter);
      delete form.dataset.confirmed; // the browser may show this very page once more
    });
  },
  true,
);

/** Which question is asked, and the value it names, as the reader sees it. */
function wanted(submitter) {
  const { name, value } = submitter;
  const key = name === "deed" ? value.split(":")[0] : name;
  const control = submitter.closest(".bulk-more")?.querySelector("select, input");
  if (control?.matches("select")) return control.value ? { key, value: control.selectedOptions[0].text } : { key: `${key}.nobody` };
  if (control) return { key, value: said(control.valueAsDate), isMissing: !control.value };
  return value ? { key, value: textOf(submitter) } : { key: `${key}.nobody` };
}

function said(day) {
  const { lang } = document.documentElement;
  return day?.toLocaleDateString(lang === "en" ? "en-GB" : lang, { dateStyle: "long", timeZone: "UTC" }) ?? "";
}

function textOf(button) {
  const shown = button.querySelector(".end") ?? button;
  const copy = shown.cloneNode(true);
  for (const mark of copy.querySelectorAll("[aria-hidden=true], svg, kbd")) mark.remove();
  return copy.textContent.trim();
}

on("submit", "form", (event) => {
  if (event.defaultPrevented || !event.submitter?.closest("[data-bulk]")) return;
  keepTicked();
  focusNext({ selector: "[data-rows] [data-row]" }, { selector: "#main" });
});

// Enter in a box for ticking would press the first button of the form, whatever it does.
on("keydown", "[data-picks], [data-picks-all], [data-picks-every]", (event) => event.key === "Enter" && event.preventDefault());

tickAgain();
