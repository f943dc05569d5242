"""What the palette knows of activities: making one, and my own."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.kit.search import fold
from amends.web.palette import Hit, command_provider


@command_provider
def deeds(text: str, user: Any) -> Iterable[Hit]:
    places = [
        (_("New activity"), reverse("activities:new"), "plus"),
        (_("My activities"), f"{reverse('activities:list')}?scope=mine", "checkbox"),
        (_("Delayed activities"), f"{reverse('activities:list')}?preset=delayed", "alert-circle"),
    ]
    for label, url, icon in places:
        if fold(text) in fold(label):
            yield Hit(_("Actions"), label, url, icon=icon)
