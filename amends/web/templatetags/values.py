"""How values are written: deadlines, moments, days, sums, sizes, telephone numbers. Built in like parts.py."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.contacts.phones import spaced
from amends.kit.markup import markup
from amends.web import moments
from amends.web.templatetags.parts import icon

register = template.Library()


@register.simple_tag
def due(moment: datetime | date | None, done_at: datetime | None = None) -> SafeString:
    """A deadline: silent until it matters, red when late, amber today."""
    said = moments.due(moment, done_at=done_at)
    mark = icon(said.icon, size="sm") if said.icon else ""
    if not said.machine:
        return markup('<span class="due {}">{}</span>', said.state, said.text)
    return markup(
        '<span class="due {}">{}<time datetime="{}" title="{}">{}</time></span>',
        said.state,
        mark,
        said.machine,
        said.title,
        said.text,
    )


@register.simple_tag
def ago(moment: datetime | None) -> SafeString | str:
    """How long ago, ticking in the browser, the absolute time in its title."""
    if moment is None:
        return ""
    return markup(
        '<time datetime="{}" title="{}" data-ago>{}</time>',
        moment.isoformat(),
        moments.absolute(moment),
        moments.since(moment),
    )


@register.simple_tag
def at(moment: datetime | date | None, form: str = "full") -> SafeString | str:
    """An absolute time: `full` (weekday, date, time), `day` (weekday and date), `clock` (the hour)."""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    title = moments.in_full(local) if isinstance(local, datetime) else moments.weekday(local)
    shown = title if form == "full" else _FORMS[form](local)
    return markup('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), title, shown)


_FORMS: dict[str, Callable[[Any], str]] = {"day": moments.weekday, "clock": moments.clock}


@register.filter
def day_heading(day: date) -> str:
    """A day as a heading of a stream."""
    return moments.heading(day)


@register.filter
def phone(number: str) -> str:
    """A telephone number in groups: "+420 777 123 456"."""
    return spaced(number)


SIGNS = {"CZK": "Kč", "PLN": "zł", "EUR": "€", "GBP": "£", "USD": "$", "HUF": "Ft"}


@register.filter
def money(amount: Decimal | float | int | None, currency: str = "") -> str:
    """ "24 990 Kč": grouped, decimals only when there are any, the sign behind."""
    if amount is None:
        return ""
    exact = Decimal(str(amount)).quantize(Decimal("0.01"))
    places = 0 if exact == exact.to_integral_value() else 2
    figures = number_format(exact, decimal_pos=places, force_grouping=True)
    sign = SIGNS.get(str(currency), str(currency))
    return f"{figures}\u00a0{sign}" if sign else figures


@register.filter
def figures(number: int | None) -> str:
    """A whole number, grouped: "214 000"."""
    return "" if number is None else number_format(number, decimal_pos=0, force_grouping=True)


@register.filter
def file_size(size: int) -> str:
    """ "1.8 MB", in steps of 1000 as file managers show it."""
    if size < 1000:
        return _("%(size)s B") % {"size": size}
    if size < 1_000_000:
        return _("%(size)s kB") % {"size": number_format(size / 1000, decimal_pos=0)}
    return _("%(size)s MB") % {"size": number_format(size / 1_000_000, decimal_pos=1)}
