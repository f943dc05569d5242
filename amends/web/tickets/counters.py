"""The number beside Tickets in the navigation: my open ones."""

from typing import Any

from django.utils.translation import ngettext

from amends.tickets.queries import open_count_of
from amends.web.navigation import Count, counter


@counter("tickets")
def my_open(user: Any) -> Count | None:
    mine = open_count_of(user)
    if not mine:
        return None
    title = ngettext("%(n)d open ticket of yours", "%(n)d open tickets of yours", mine) % {"n": mine}
    return Count(str(mine), title)
