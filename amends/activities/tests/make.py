"""Activities for tests."""

from itertools import count
from typing import Any

from amends.activities.actions import create_activity
from amends.activities.models import Activity
from amends.journal.actors import Actor
from amends.tickets.tests.make import make_ticket

_numbers = count(1)


def make_activity(**kwargs: Any) -> Activity:
    """An activity made through the action, on a ticket of its own unless one is given."""
    values: dict[str, Any] = {"name": f"Activity {next(_numbers)}", "by": Actor.system("test")}
    ticket = kwargs.pop("ticket", None) or make_ticket()
    return create_activity(ticket, **(values | kwargs))
