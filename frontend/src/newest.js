// A ticket opens at the newest line of its history, just above the form below it; what came before is scrolled to, as
// long as the browser does not lead back to a place of its own.
const newest = document.getElementById("newest");
const { type } = performance.getEntriesByType("navigation")[0] ?? {};

function show() {
  const below = document.getElementById("composer"); // sticks to the foot of the window
  const hidden = newest.getBoundingClientRect().bottom - (below?.getBoundingClientRect().top ?? innerHeight);
  if (hidden > 0) scrollBy({ top: hidden, behavior: "instant" });
}

if (newest && !location.hash && type === "navigate" && !document.querySelector("[data-focus]")) {
  show();
  document.fonts.ready.then(() => scrollY > 0 && show());
}
