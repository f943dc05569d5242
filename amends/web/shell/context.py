"""What shell templates know on every page. All of it is lazy: a partial that shows no navigation costs no query."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString

from amends.web import navigation
from amends.web.shell.parts import Frame, draw
from amends.web.shell.preferences import Preferences


class Shell:
    """Read by shell/*.html as `shell`."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def preferences(self) -> Preferences:
        return Preferences.of(self._request)

    @cached_property
    def signed_in(self) -> bool:
        user = getattr(self._request, "user", None)
        return bool(user and user.is_authenticated)

    @cached_property
    def links(self) -> list[navigation.Link]:
        """Every entry of the navigation the reader may open."""
        return navigation.links_for(self._request.user, self._request.path) if self.signed_in else []

    @property
    def main(self) -> list[navigation.Link]:
        return [link for link in self.links if link.entry.place == "main"]

    @property
    def end(self) -> list[navigation.Link]:
        return [link for link in self.links if link.entry.place == "end"]

    @property
    def back(self) -> str:
        """Where the arrow of the phone's top bar leads: up to the list, or nowhere on a list."""
        current = next((link for link in self.links if link.current), None)
        return current.url if current and current.url != self._request.path else ""

    @cached_property
    def frame(self) -> Frame:
        match = self._request.resolver_match
        current = next((link.entry.code for link in self.links if link.current), "")
        if match is not None and match.view_name == "shell:more":
            current = "more"
        return Frame(tuple(link.entry for link in self.links), current, self.preferences)

    @cached_property
    def _csrf(self) -> SafeString:
        return hidden_token(self._request)

    @cached_property
    def _next(self) -> SafeString:
        return format_html('<input type="hidden" name="next" value="{}">', self._request.get_full_path())

    def draw(self, name: str) -> SafeString:
        """A part that is the same for everybody."""
        return draw(name, self.frame, csrf=self._csrf, next=self._next)


def hidden_token(request: HttpRequest) -> SafeString:
    """What every form that changes something sends along."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"shell": SimpleLazyObject(lambda: Shell(request))}
