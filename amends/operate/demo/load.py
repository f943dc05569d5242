"""Very many tickets for measuring: written set by set in SQL, in the shape the actions would leave behind.

Not for telling stories: names repeat and nobody's history is long. What matters is that the spread is that of a shop: a
tenth of the tickets open, ages over 900 days, one order and one product each, two activities on three tickets.
"""

from pathlib import Path

from django.db import connection, transaction
from django.db.models import F

from amends.orders.models import Shop
from amends.tickets.models import NumberSeries, TicketType

CHUNK = 20_000
YEAR = 2000
"""Numbers of the load world are of a year in which no shop takes claims, so that they never meet real ones."""


def add_tickets(count: int) -> int:
    """Add `count` tickets to whatever is there, and let PostgreSQL look at the tables."""
    shop, _made = Shop.objects.get_or_create(
        code="load", defaults={"name": "Load", "language": "cs", "country": "CZ", "currency": "CZK"}
    )
    types = list(TicketType.objects.order_by("pk"))
    for start in range(0, count, CHUNK):
        chunk = min(CHUNK, count - start)
        for index, kind in enumerate(types):
            _add_of_type(kind, shop, chunk // len(types) + (1 if index < chunk % len(types) else 0))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


@transaction.atomic
def _add_of_type(kind: TicketType, shop: Shop, count: int) -> None:
    series, _made = NumberSeries.objects.select_for_update().get_or_create(type=kind, year=YEAR)
    values: dict[str, int | str] = {
        "type": kind.pk,
        "prefix": kind.prefix,
        "shop": shop.pk,
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
