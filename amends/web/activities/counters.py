"""The number beside Activities in the navigation: mine that are due today or late."""

from django.utils.translation import ngettext

from amends.activities.lists import due_today_or_late, edges_of, late
from amends.kit.counting import say_count
from amends.web.navigation import Count, Numbers, counter


@counter("activities", given=edges_of, due=due_today_or_late, late=late)
def due_today(numbers: Numbers) -> Count | None:
    due = numbers["due"]
    if not due:
        return None
    title = ngettext(
        "%(n)s of your activities is due today or late", "%(n)s of your activities are due today or late", due
    ) % {"n": say_count(due)}
    return Count(say_count(due), title, late=numbers["late"] > 0, today=True)
