"""What shell templates know on every page. All of it is lazy: a partial that shows no navigation costs no query."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from amends.web import keys, navigation
from amends.web.shell import words
from amends.web.shell.preferences import Preferences


class Shell:
    """Read by shell/*.html as `shell`."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.preferences = Preferences.of(request)

    @property
    def signed_in(self) -> bool:
        user = getattr(self._request, "user", None)
        return bool(user and user.is_authenticated)

    @property
    def links(self) -> list[navigation.Link]:
        """Every entry of the navigation the reader may open."""
        if not self.signed_in:
            return []
        if not hasattr(self, "_links"):
            self._links = navigation.links_for(self._request.user, self._request.path)
        return self._links

    @property
    def main(self) -> list[navigation.Link]:
        return [link for link in self.links if link.entry.place == "main"]

    @property
    def end(self) -> list[navigation.Link]:
        return [link for link in self.links if link.entry.place == "end"]

    @property
    def tabs(self) -> list[navigation.Link]:
        """The tab bar of a phone: at most four places, and More."""
        return [link for link in self.links if link.entry.on_tab_bar][:4]

    @property
    def elsewhere(self) -> bool:
        """Whether this page lies under none of the tab bar's places, so that More stands for it."""
        return not any(link.current for link in self.tabs)

    @property
    def back(self) -> str:
        """Where the arrow of the phone's top bar leads: up to the list, or nowhere on a list."""
        current = next((link for link in self.links if link.current), None)
        return current.url if current and current.url != self._request.path else ""

    @property
    def go_keys(self) -> list[navigation.Link]:
        return [link for link in self.links if link.entry.key]

    @property
    def everywhere(self) -> tuple[keys.Key, ...]:
        return keys.EVERYWHERE

    @property
    def key_sections(self) -> list[keys.Section]:
        return keys.SECTIONS

    @property
    def words(self) -> dict[str, Any]:
        """Sentences that scripts say."""
        return words.catalogue()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"shell": SimpleLazyObject(lambda: Shell(request))}
