"""Driving the real pages in tests: a signed-in Chromium, pictures, axe-core, query budgets."""

from pathlib import Path
from typing import Any

from django.test import Client

EXPECTED = ("Failed to load resource", "htmx:afterRequest,", "htmx:sendAbort,")
"""Beginnings of console errors that are none: htmx tells of each request that was given up as of a failure."""


class Visitor:
    """Opens Chromium contexts signed in as people of the test, and remembers what went wrong in them."""

    def __init__(self, browser: Any, base_url: str, client: Client, pictures: Path) -> None:
        self._browser = browser
        self._base_url = base_url
        self._client = client
        self._pictures = pictures
        self._contexts: list[Any] = []
        self.complaints: list[str] = []

    def open(
        self, user: Any = None, *, width: int = 1440, height: int = 900, scheme: str = "light", script: bool = True
    ) -> Any:
        """A new page as `user` (None: signed out). It gains `shot(name)` and `axe()`.

        Console errors and uncaught exceptions fail the test when the visitor closes.
        """
        context = self._browser.new_context(
            base_url=self._base_url,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",  # axe-core would measure a colour on its way
            has_touch=width < 768,
            locale="en-GB",
            java_script_enabled=script,
        )
        self._contexts.append(context)
        if user is not None:
            context.add_cookies([self._session_cookie(user)])
        page = context.new_page()
        page.on("console", lambda message: self._hear(message))
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.shot = lambda name, **options: self._shot(page, name, **options)
        page.axe = lambda: axe_violations(page)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        assert not self.complaints, "\n".join(self.complaints)

    def _session_cookie(self, user: Any) -> dict[str, str]:
        from django.conf import settings

        self._client.cookies.pop(settings.SESSION_COOKIE_NAME, None)  # whoever came before stays signed in
        self._client.force_login(user)
        value = self._client.cookies[settings.SESSION_COOKIE_NAME].value
        return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self._base_url}

    def _hear(self, message: Any) -> None:
        # A refused form answers 4xx on purpose, a search gives up what was asked before the last letter.
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.complaints.append(f"console: {message.text}")

    def _shot(self, page: Any, name: str, **options: Any) -> Path:
        self._pictures.mkdir(parents=True, exist_ok=True)
        target = self._pictures / f"{name}.png"
        page.screenshot(path=str(target), **options)
        return target


def axe_violations(page: Any) -> list[str]:
    """What axe-core (WCAG 2.2 A and AA, best practice) finds on the page as it stands, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    # axe-core is injected by evaluate(), which the page's content security policy does not govern.
    results = Axe().run(page)
    return [
        f"{violation['id']}: {violation['help']} at {', '.join(str(node['target']) for node in violation['nodes'])}"
        for violation in results.response["violations"]
    ]
