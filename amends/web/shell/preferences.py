"""Theme, language and density: of the person when signed in, of the browser (cookies) before."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language

from amends.people.models import Density, Theme

LANGUAGE_NAMES = {"en": "English", "cs": "Čeština", "pl": "Polski"}
"""Each language in itself: a reader who landed in the wrong one finds their own."""

CHOICES: dict[str, dict[str, str | Promise]] = {
    "theme": dict(Theme.choices),
    "density": dict(Density.choices),
    "language": dict(LANGUAGE_NAMES),
}

COOKIE_AGE = timedelta(days=365)


@dataclass(frozen=True)
class Preferences:
    theme: str = "system"
    density: str = "compact"
    language: str = "en"

    @classmethod
    def of(cls, request: HttpRequest) -> "Preferences":
        """What this reader chose; anything unknown counts as not chosen."""
        return cls(
            theme=_chosen(request, "theme", Theme.SYSTEM),
            density=_chosen(request, "density", Density.COMPACT),
            language=get_language() or settings.LANGUAGE_CODE,
        )

    @property
    def bootstrap_theme(self) -> str:
        """Tabler's own attribute knows no "system"; theme.js corrects it, our tokens do not need it."""
        return "dark" if self.theme == "dark" else "light"

    @property
    def choices(self) -> dict[str, list[tuple[str, str | Promise]]]:
        """What can be chosen, for the menus: value and label of each."""
        return {name: list(values.items()) for name, values in CHOICES.items()}


def remember_in_browser(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice of somebody who is not signed in."""
    cookie = settings.LANGUAGE_COOKIE_NAME if name == "language" else f"amends_{name}"
    response.set_cookie(
        cookie, value, max_age=COOKIE_AGE, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )


def _chosen(request: HttpRequest, name: str, default: str) -> str:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        value = getattr(user, name, "")
    else:
        value = request.COOKIES.get(f"amends_{name}", "")
    return value if value in CHOICES[name] else default
