"""What the palette finds of the shell itself: the places of the navigation."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.web.navigation import ENTRIES
from amends.web.palette import Hit, command_provider


@command_provider
def places(text: str, user: Any) -> Iterable[Hit]:
    """Pages whose name contains the text; with no text, all of them."""
    wanted = text.casefold()
    for entry in ENTRIES:
        if wanted in str(entry.label).casefold() and entry.allowed(user) and entry.url:
            yield Hit(_("Go to"), entry.label, entry.url, entry.icon, key=f"G {entry.key}" if entry.key else "")
