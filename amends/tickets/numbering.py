"""Ticket numbers: prefix of the type, two digits of the year, hyphen, running number: `C26-04711`.

A type whose numbers do not begin anew each year leaves the year out: `C-04711`.

A number is taken under a lock on its series and given back when the transaction fails, so a series has no gaps
however many people create tickets at once; creations of one type wait for each other for the length of an insert.
"""

from datetime import datetime

from django.utils import timezone

from amends.tickets.models import NumberSeries, TicketType


def take_number(type_: TicketType, at: datetime) -> str:
    """The next number of the type in the year of `at` (time zone of the installation). Inside a transaction."""
    series = _locked_series(type_, _year(type_, at))
    series.last += 1
    series.save(update_fields=["last"])
    return number_of(type_, series.year, series.last)


def next_number(type_: TicketType, at: datetime) -> str:
    """The number that a ticket made now would get, if nobody else is faster: for showing, never for using."""
    year = _year(type_, at)
    series = NumberSeries.objects.filter(type=type_, year=year).first()
    return number_of(type_, year, (series.last if series else 0) + 1)


def number_of(type_: TicketType, year: int, running: int) -> str:
    beginning = f"{type_.prefix}{year % 100:02d}" if year else type_.prefix
    return f"{beginning}-{running:0{type_.digits}d}"


def _year(type_: TicketType, at: datetime) -> int:
    """Of the series; 0 is the one that goes on for ever."""
    if not type_.yearly:
        return 0
    return at.astimezone(timezone.get_default_timezone()).year


def _locked_series(type_: TicketType, year: int) -> NumberSeries:
    NumberSeries.objects.bulk_create([NumberSeries(type=type_, year=year)], ignore_conflicts=True)
    return NumberSeries.objects.select_for_update().get(type=type_, year=year)
