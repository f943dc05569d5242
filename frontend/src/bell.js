// The bell: asked once for both places it stands in, then every minute while the page is looked at.
const EVERY = 60_000; // milliseconds
const bells = [...document.querySelectorAll("[data-bell]")];

async function ring() {
  if (document.hidden) return;
  try {
    const answer = await fetch(bells[0].dataset.bell, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected || answer.status === 204) return;
    const html = await answer.text();
    for (const bell of bells) bell.innerHTML = html;
  } catch {
    // Without connection the bell keeps what it said last.
  }
}

if (bells.length) {
  ring();
  setInterval(ring, EVERY);
  document.addEventListener("visibilitychange", ring);
  document.body.addEventListener("notices", ring);
}
