"""Notifications for tests."""

from itertools import count
from typing import Any

from amends.notifications.models import Notification, Reason
from amends.people.models import User

_numbers = count(1)


def make_notification(user: User, **fields: Any) -> Notification:
    number = next(_numbers)
    values: dict[str, Any] = {
        "reason": Reason.TICKET_ASSIGNED,
        "occurrence": f"test:{number}",
        "by": "Petra Malá",
        "ticket_number": f"C26-{number:05}",
    }
    made: Notification = Notification.objects.create(user=user, **(values | fields))
    return made
