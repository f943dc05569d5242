"""Conditions on codes are asked by the ids of the rows that have them, and find what the codes joined would find."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.people.tests.make import make_user
from amends.tickets.models import Tag, Ticket, TicketTag
from amends.tickets.tests.make import make_queue, make_tag, make_ticket, status
from amends.vocabulary import Asker, Condition, Tree, compile_tree

pytestmark = pytest.mark.django_db

JOINED = {"status": "status__code", "type": "type__code", "queue": "queue__code", "turn": "status__turn"}
VALUES = {
    "status": ["warranty_claim.new", "warranty_claim.waiting_return", "gone"],
    "type": ["warranty_claim", "return", "gone"],
    "queue": ["east", "west", "gone"],
    "turn": ["ours", "customer", "closed"],
    "tags": ["red", "blue", "gone"],
}


@pytest.fixture
def varied(db: None) -> None:
    red, blue = make_tag("red"), make_tag("blue")
    east, west = make_queue("east"), make_queue("west")
    for number, queue in enumerate([east, east, west, None]):
        for at in ("new", "waiting_return"):
            ticket = make_ticket(queue=queue, status=at)
            ticket.tags.set([red, blue][: number % 3])


def joined(field: str, op: str, values: list[str]) -> Q:
    if field == "tags":
        rows = TicketTag.objects.filter(ticket=OuterRef("pk"))
        if op == "has_all":
            together = Q()
            for value in values:
                together &= Q(Exists(rows.filter(tag__code=value)))
            return together
        positive = Q(Exists(rows.filter(tag__code__in=values)))
    else:
        positive = Q(**{f"{JOINED[field]}__in": values})
    return ~positive if op in {"is_not", "has_none"} else positive


@st.composite
def asked(draw: Any) -> tuple[str, str, list[str]]:
    field = draw(st.sampled_from(sorted(VALUES)))
    op = draw(st.sampled_from(["has_any", "has_all", "has_none"] if field == "tags" else ["is", "is_not"]))
    return field, op, draw(st.lists(st.sampled_from(VALUES[field]), min_size=1, max_size=3, unique=True))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked())
def test_codes_by_id_find_what_codes_joined_find(varied: None, condition: tuple[str, str, list[Any]]):
    field, op, values = condition
    by_id = compile_tree(Tree.of(Condition(field=field, op=op, value=values)), "ticket", Asker.nobody())
    assert set(Ticket.objects.filter(by_id)) == set(Ticket.objects.filter(joined(field, op, values)))


def test_a_code_asked_for_is_no_join_and_a_tag_made_or_renamed_meanwhile_is_known():
    def labelled(code: str) -> list[Ticket]:
        tree = Tree.of(Condition(field="tags", op="has_any", value=[code]))
        return list(Ticket.objects.filter(compile_tree(tree, "ticket", Asker.of(make_user()))))

    ticket = make_ticket()
    assert labelled("new") == []
    ticket.tags.add(make_tag("new"))
    with CaptureQueriesContext(connection) as queries:
        assert labelled("new") == [ticket]
    assert not any("tickets_tag" in one["sql"] and "JOIN" in one["sql"] for one in queries)
    Tag.objects.filter(code="new").update(code="old")
    assert labelled("new") == []
    assert labelled("old") == [ticket]


def test_a_status_that_is_gone_matches_nothing_and_its_negative_everything():
    ticket = make_ticket(status="new")
    assert status("new").code == ticket.status.code
    for op, found in (("is", []), ("is_not", [ticket])):
        tree = Tree.of(Condition(field="status", op=op, value=["gone"]))
        assert list(Ticket.objects.filter(compile_tree(tree, "ticket", Asker.nobody()))) == found
