// "19 h" goes on to "20 h" while the page stays open. The server wrote the first; the forms of its words came along.
import { all } from "./dom.js";
import { fill, words } from "./words.js";

const MINUTE = 60, HOUR = 3600, DAY = 86400; // seconds
const rules = new Intl.PluralRules(document.documentElement.lang || "en");

/** `amount("day", 3)` is "3 days": the form given for a sample number of the same plural category. */
function amount(unit, n) {
  const forms = words.units[unit] ?? {};
  const category = rules.select(n);
  const sample = Object.keys(forms).find((known) => rules.select(Number(known)) === category);
  return fill(forms[sample] ?? Object.values(forms).at(-1) ?? "", { n });
}

/** As amends.web.moments.since. */
export function since(moment, now = Date.now()) {
  const seconds = Math.abs(Math.floor((now - moment) / 1000));
  if (seconds < MINUTE) return words.now;
  if (seconds < HOUR) return amount("minute", Math.floor(seconds / MINUTE));
  if (seconds < DAY) return amount("hour", Math.floor(seconds / HOUR));
  const days = Math.floor(seconds / DAY);
  if (days < 60) return amount("day", days);
  return days < 730 ? amount("month", Math.floor(days / 30)) : amount("year", Math.floor(days / 365));
}

function tick() {
  for (const time of all("time[data-ago]")) {
    const text = since(Date.parse(time.dateTime));
    if (text && time.textContent !== text) time.textContent = text;
  }
}

setInterval(tick, 30_000);
document.addEventListener("visibilitychange", () => document.hidden || tick());
