"""The number beside Activities in the navigation: mine that are due today or late."""

from typing import Any

from django.utils.translation import ngettext

from amends.activities.lists import due_today_or_late
from amends.web.navigation import Count, counter


@counter("activities")
def due_today(user: Any) -> Count | None:
    late, today = due_today_or_late(user)
    number = late + today
    if not number:
        return None
    title = ngettext(
        "%(n)d of your activities is due today or late", "%(n)d of your activities are due today or late", number
    ) % {"n": number}
    return Count(str(number), title, late=late > 0)
