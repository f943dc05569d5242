"""What can be asked of an event comes from its kind; SQL over the stored payload and Python over the fact agree."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import pytest
from django.db import transaction

from amends.journal.actors import Actor
from amends.journal.events import EventKind
from amends.journal.models import Event
from amends.journal.recording import record
from amends.kit.references import Refers
from amends.vocabulary import Asker, compile_tree, event_fields, holds, read_tree
from amends.vocabulary.tests import models  # noqa: F401 - defines the choosers


class Painted(EventKind):
    code = "test.painted"
    label = "Painted"

    old: Annotated[str | None, Refers("test_colour")] = None
    new: Annotated[str, Refers("test_colour")]
    coats: int = 1
    owner: Annotated[int | None, Refers("test_owner")] = None
    price: Decimal | None = None
    note: str = ""
    dry: bool = False
    at_noon: datetime | None = None
    on: date | None = None
    parts: list[str] = []


def test_fields_follow_the_annotations() -> None:
    assert [(field.code, field.type.code, field.chooser) for field in event_fields("test.painted")] == [
        ("old", "choice", "test_colour"),
        ("new", "choice", "test_colour"),
        ("coats", "number", ""),
        ("owner", "choice", "test_owner"),
        ("price", "number", ""),
        ("note", "text", ""),
        ("dry", "flag", ""),
        ("at_noon", "moment", ""),
        ("on", "day", ""),
    ]


def test_a_kind_nobody_defined_has_no_fields() -> None:
    with pytest.raises(LookupError):
        event_fields("test.unheard_of")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"field": "new", "op": "is", "value": ["red"]}, True),
        ({"field": "new", "op": "is_not", "value": ["red"]}, False),
        ({"field": "old", "op": "is_not", "value": ["red"]}, True),
        ({"field": "old", "op": "is_empty"}, True),
        ({"field": "coats", "op": "between", "value": [2, 3]}, True),
        ({"field": "owner", "op": "is", "value": ["2"]}, True),
        ({"field": "owner", "op": "is_not", "value": ["1"]}, True),
        ({"field": "price", "op": "at_least", "value": "1.5"}, True),
        ({"field": "price", "op": "is", "value": "2"}, False),
        ({"field": "note", "op": "contains", "value": "CERVENA"}, True),
        ({"field": "dry", "op": "is", "value": True}, True),
        ({"field": "at_noon", "op": "on", "value": "2026-11-21"}, True),
        ({"field": "on", "op": "before", "value": "2026-11-21"}, False),
    ],
)
def test_the_payload_in_the_database_answers_as_the_fact(condition: dict[str, Any], expected: bool) -> None:
    fact = Painted(
        new="red",
        coats=2,
        owner=2,
        price=Decimal("1.50"),
        note="Červená barva",
        dry=True,
        at_noon=datetime.fromisoformat("2026-11-21T11:00:00+00:00"),
        on=date(2026, 11, 21),
    )
    with transaction.atomic():
        event = record(fact, by=Actor.clock())
    tree, asker = read_tree({"version": 1, "all": [condition]}), Asker.nobody()
    assert Event.objects.filter(compile_tree(tree, "event:test.painted", asker), pk=event.pk).exists() is expected
    assert holds(tree, event, asker, subject="event:test.painted") is expected
    assert holds(tree, fact, asker, subject="event:test.painted") is expected
