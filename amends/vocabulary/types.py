"""Sorts of values that a field can have, each with its operators and its way to read a value from outside."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.vocabulary import operators as op
from amends.vocabulary.days import FURTHEST, parse_day, parse_when
from amends.vocabulary.operators import Operator
from amends.vocabulary.problems import BadValue

LONGEST = 200
"""Characters of one value."""
LONGEST_TEXT = 50_000
"""Characters of a text with lines."""


@dataclass(frozen=True)
class ValueType:
    """`parse` turns one value of the JSON (or of a page's address) into what operators compare; raises BadValue."""

    code: str
    parse: Callable[[Any], Any]
    operators: tuple[Operator, ...]
    output: "models.Field[Any, Any]"
    """What the database computes when the value is an expression."""

    def operator(self, code: str) -> Operator | None:
        return next((operator for operator in self.operators if operator.code == code), None)

    def __repr__(self) -> str:
        return f"<{self.code}>"


def refuse_long(text: str) -> None:
    """Before anything reads it: a value of any type that is written out."""
    if len(text) > LONGEST:
        raise BadValue(_("The text is too long: at most %(longest)d characters.") % {"longest": LONGEST})


def _text(raw: Any) -> str:
    text = str(raw).strip() if isinstance(raw, str | int) and not isinstance(raw, bool) else ""
    if not text:
        raise BadValue(_("Write some text."))
    if not text.isprintable():
        raise BadValue(_("The text has characters that can’t be searched for."))
    refuse_long(text)
    return text


def parse_lines(raw: Any) -> str:
    """A text to be kept, not looked for: as it was written, with its lines."""
    text = str(raw) if isinstance(raw, str | int) and not isinstance(raw, bool) else ""
    if not text.strip():
        raise BadValue(_("Write some text."))
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadValue(_("The text has characters that can’t be kept."))
    if len(text) > LONGEST_TEXT:
        raise BadValue(_("The text is too long: at most %(longest)d characters.") % {"longest": LONGEST_TEXT})
    return text


def _number(raw: Any) -> int | Decimal:
    try:
        if isinstance(raw, bool):
            raise InvalidOperation
        number = Decimal(str(raw).strip().replace("\u00a0", "").replace(" ", "").replace(",", "."))
        if not number.is_finite() or abs(number) >= Decimal("1e15"):
            raise InvalidOperation
    except InvalidOperation:
        raise BadValue(_("“%(value)s” is not a number.") % {"value": str(raw)[:40]}) from None
    return int(number) if number == number.to_integral_value() else number


def _flag(raw: Any) -> bool:
    known = {True: True, False: False, "yes": True, "no": False, "true": True, "false": False}
    word = raw.strip().lower() if isinstance(raw, str) else raw
    if isinstance(word, str | bool) and word in known:
        return known[word]
    raise BadValue(_("Choose yes or no."))


def count(raw: Any, unit: str) -> int:
    """A whole number of `unit` ("hours", "days"), from nought to a hundred years: further away there is no calendar."""
    number = _number(raw)
    if not isinstance(number, int) or number < 0:
        raise BadValue(_("Write a whole number that is not negative."))
    if unit == "hours" and number > FURTHEST * 24:
        raise BadValue(_("That is too far away: write at most %(most)d hours.") % {"most": FURTHEST * 24})
    if unit == "days" and number > FURTHEST:
        raise BadValue(_("That is too far away: write at most %(most)d days.") % {"most": FURTHEST})
    return number


_DECIMAL: "models.Field[Any, Any]" = models.DecimalField(max_digits=30, decimal_places=10)
_NUMERIC = (op.IS, op.IS_NOT, op.AT_LEAST, op.AT_MOST, op.BETWEEN, op.IS_FILLED, op.IS_EMPTY)

TEXT = ValueType(
    "text",
    _text,
    (op.CONTAINS, op.CONTAINS_NOT, op.STARTS_WITH, op.TEXT_IS, op.TEXT_IS_NOT, op.TEXT_FILLED, op.TEXT_EMPTY),
    models.TextField(),
)
NUMBER = ValueType("number", _number, _NUMERIC, _DECIMAL)
MONEY = ValueType("money", _number, _NUMERIC, _DECIMAL)
FLAG = ValueType("flag", _flag, (op.FLAG_IS,), models.BooleanField())
MOMENT = ValueType(
    "moment",
    parse_when,
    (
        op.BEFORE,
        op.AFTER,
        op.ON,
        op.NOT_ON,
        op.BETWEEN_DAYS,
        op.WITHIN_NEXT_DAYS,
        op.WITHIN_LAST_DAYS,
        op.OLDER_THAN_HOURS,
        op.NEWER_THAN_HOURS,
        op.IS_FILLED,
        op.IS_EMPTY,
    ),
    models.DateTimeField(),
)
DAY = ValueType(
    "day",
    parse_day,
    (
        op.DAY_BEFORE,
        op.DAY_AFTER,
        op.DAY_ON,
        op.DAY_NOT_ON,
        op.DAY_BETWEEN,
        op.DAY_WITHIN_NEXT,
        op.DAY_WITHIN_LAST,
        op.IS_FILLED,
        op.IS_EMPTY,
    ),
    models.DateField(),
)
CHOICE = ValueType("choice", _text, (op.IS, op.IS_NOT, op.IS_FILLED, op.IS_EMPTY), models.TextField())
WITHIN = ValueType("choice", _text, (op.IS_WITHIN, op.IS_NOT_WITHIN, op.IS_FILLED, op.IS_EMPTY), models.TextField())
"""A choice of a tree: its chooser's `ids` name what is inside each value, `read` gives what a value is inside of."""
CHOICES = ValueType(
    "choices", _text, (op.HAS_ANY, op.HAS_ALL, op.HAS_NONE, op.MANY_FILLED, op.MANY_EMPTY), models.TextField()
)

ALL = (TEXT, NUMBER, MONEY, FLAG, MOMENT, DAY, CHOICE, CHOICES)
