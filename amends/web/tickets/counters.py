"""The number beside Tickets in the navigation: my open ones."""

from django.utils.translation import ngettext

from amends.kit.counting import say_count
from amends.tickets.queries import mine_open
from amends.web.navigation import Count, Numbers, counter


@counter("tickets", mine=mine_open)
def my_open(numbers: Numbers) -> Count | None:
    mine = numbers["mine"]
    if not mine:
        return None
    title = ngettext("%(n)s open ticket of yours", "%(n)s open tickets of yours", mine) % {"n": say_count(mine)}
    return Count(say_count(mine), title)
