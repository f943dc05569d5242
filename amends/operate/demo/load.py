"""Very many tickets for measuring: written set by set in SQL, in the shape the actions would leave behind.

Not for telling stories. What matters is that the spread is that of a shop: a tenth of the tickets open, ages over 900
days, common names and rare ones, statuses, queues and tags that half of all have and others that nearly none has, one
order and one product each, activities on two of three tickets, and a few tickets with a very long history. Beside them
rules that are switched off, letters that were sent, what two people were told, and bulk changes that are over.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from amends.journal.actors import Actor
from amends.orders.models import Shop
from amends.people.models import Role, User
from amends.tickets.models import NumberSeries, Queue, QueueMembership, Tag, TicketType

CHUNK = 20_000
YEAR = 2000
"""Numbers of the load world are of a year in which no shop takes claims, so that they never meet real ones."""

REBUILT = 100_000
"""From so many tickets on, indexes are built anew after the rows: ten times faster than row by row."""

TABLES = (
    *("contacts_contact", "orders_order", "orders_orderitem", "tickets_ticket", "tickets_ticketitem"),
    *("tickets_tickettag", "activities_activity", "journal_event", "journal_subject"),
)

QUEUES = ("load-common", "load-claims", "load-returns", "load-abroad", "load-rare")
"""From the one with most tickets to the one with hardly any."""

TAGS = ("load-half", "load-some", "load-rare")
LIMITED = "load-limited@example.com"
"""A limited agent of one middling queue and of the rare one."""
ADMINISTRATOR = "load-administrator@example.com"
"""Whose is what only administrators read. No ticket is theirs."""


def add_tickets(count: int) -> int:
    """Add `count` tickets to whatever is there, and let PostgreSQL look at the tables."""
    with transaction.atomic(), _constraints_at_once():
        cast = _cast()
        types = list(TicketType.objects.order_by("pk"))
        with _indexes_afterwards(count >= REBUILT):
            for start in range(0, count, CHUNK):
                chunk = min(CHUNK, count - start)
                for index, kind in enumerate(types):
                    _add_of_type(kind, cast, chunk // len(types) + (1 if index < chunk % len(types) else 0))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


def _cast() -> dict[str, Any]:
    """The shop, queues, tags and people that the tickets are spread over."""
    shop, _made = Shop.objects.get_or_create(
        code="load", defaults={"name": "Load", "language": "cs", "country": "CZ", "currency": "CZK"}
    )
    queues = [
        Queue.objects.get_or_create(code=code, defaults={"names": {"en": code}, "position": 90})[0] for code in QUEUES
    ]
    tags = [Tag.objects.get_or_create(code=code, defaults={"names": {"en": code}})[0] for code in TAGS]
    people = [_person(f"load-agent-{number}@example.com", Role.AGENT) for number in range(1, 7)]
    limited, administrator = _person(LIMITED, Role.LIMITED), _person(ADMINISTRATOR, Role.ADMINISTRATOR)
    for queue in (queues[2], queues[-1]):
        QueueMembership.objects.get_or_create(user=limited, queue=queue)
    return {
        "shop": shop.pk,
        "queues": [queue.pk for queue in queues],
        "tags": [tag.pk for tag in tags],
        "people": [person.pk for person in (*people, limited)],
        "administrator": administrator.pk,
        "actor": json.dumps(Actor.person(administrator).kept()),
    }


def _person(email: str, role: Role) -> User:
    name = email.partition("@")[0]
    return User.objects.get_or_create(email=email, defaults={"name": name, "role": role, "joined_at": timezone.now()})[
        0
    ]


def _add_of_type(kind: TicketType, cast: dict[str, Any], count: int) -> None:
    series, _made = NumberSeries.objects.select_for_update().get_or_create(type=kind, year=YEAR)
    values = {
        **cast,
        "type": kind.pk,
        "prefix": kind.prefix,
        "first": series.last + 1,
        "last": series.last + count,
    }
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + count)
    with connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement, values)


def _statements() -> list[str]:
    script = Path(__file__).with_suffix(".sql").read_text()
    return [statement for statement in script.split(";\n") if statement.strip()]


@contextmanager
def _constraints_at_once() -> Iterator[None]:
    """Foreign keys looked at by statement: millions of them kept for the end of the transaction fill the memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def _indexes_afterwards(wanted: bool) -> Iterator[None]:
    """Without the indexes that guard nothing while rows are added, when so `wanted`; all in the one transaction."""
    if not wanted:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY (%s::text[]::regclass[]) AND NOT indisunique",
            [list(TABLES)],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
