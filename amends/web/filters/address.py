"""Conditions in the address of a page: `?f=status~is~new,open&f=created~after~today-7`.

A condition is `field~operator~values`, values parted by commas; `%`, `,` and `~` inside a value are escaped. An
address is what people share, so whatever is in it can be read back, or shown as a problem.
"""

from urllib.parse import unquote

from django.http import QueryDict

from amends.vocabulary import Condition
from amends.vocabulary.trees import MOST_VALUES
from amends.vocabulary.types import LONGEST

PARAMETER = "f"
PASSING = ("after", "before", "edit", "draft")
"""Parameters that belong to one look at the page: any change of the conditions drops them."""
_LONGEST = 12 * (LONGEST + 1)
"""What is cut off here is too long still: a character is four bytes at most, and each byte three characters."""


def write_condition(condition: Condition) -> str:
    values = ",".join(_escape(str(value)) for value in condition.values)
    return "~".join([condition.field, condition.op, *([values] if values else [])])


def read_condition(text: str) -> Condition:
    """Never fails: what is not understood becomes a condition that has a problem."""
    field, _tilde, rest = text.partition("~")
    op, _tilde, values = rest.partition("~")
    parts = [value[:_LONGEST] for value in values.split(",", MOST_VALUES + 1) if value]
    return Condition(field=field[:60], op=op[:60], value=[unquote(part) for part in parts] or None)


def _escape(value: str) -> str:
    return value.replace("%", "%25").replace(",", "%2C").replace("~", "%7E")


def read_conditions(query: QueryDict) -> list[Condition]:
    return [read_condition(text) for text in query.getlist(PARAMETER) if text]


def with_conditions(query: QueryDict, conditions: list[Condition]) -> QueryDict:
    """The same query with these conditions. None at all is said (`f=`), so that a list's usual ones stay away."""
    changed = query.copy()
    for name in PASSING:
        changed.pop(name, None)
    changed.setlist(PARAMETER, [write_condition(condition) for condition in conditions] or [""])
    return changed
