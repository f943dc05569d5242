"""Fields kept ready to search have an index, made and dropped beside the work."""

from typing import Any

import pytest
from django.db import connection

from amends.configured.actions import change_configured, retire_configured
from amends.journal.relay import relay_all
from amends.tickets.custom import indexes_of
from amends.tickets.jobs import keep_fields_ready
from amends.tickets.models import CustomField, Ticket
from amends.tickets.readiness import is_kept, keep_ready, progress
from amends.tickets.tests.make import make_actor, make_field, make_ticket, place
from amends.vocabulary import Asker, Condition, Tree, compile_tree

pytestmark = pytest.mark.django_db(transaction=True)


def names() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'tickets\\_custom\\_%'")
        return {name for (name,) in cursor.fetchall()}


def do_what_was_deferred() -> None:
    relay_all()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_name, args -> 'event_ids' FROM procrastinate_jobs WHERE task_name = %s",
            [keep_fields_ready.name],
        )
        [(queue, ids)] = cursor.fetchall()
        assert queue == "bulk"
        keep_fields_ready(event_ids=ids)
        cursor.execute("DELETE FROM procrastinate_jobs")


def plan(*, bitmap: bool = False, **condition: Any) -> str:
    rows = Ticket.objects.filter(compile_tree(Tree.of(Condition(**condition)), "ticket", Asker.nobody()))
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(f"SET {'enable_indexscan' if bitmap else 'enable_bitmapscan'} = off")
    explained = rows.order_by("-created_at", "-id")[:51].explain()
    with connection.cursor() as cursor:
        cursor.execute("RESET ALL")
    return explained


def many_others() -> None:
    """Tickets without any of it: of a table with one row PostgreSQL takes any index for as good as another."""
    like = make_ticket()
    Ticket.objects.bulk_create(
        Ticket(
            number=f"X{n}",
            type=like.type,
            status=like.status,
            created_at=like.created_at,
            updated_at=like.updated_at,
            customer_name="Jana",
            queue=like.queue,
        )
        for n in range(500)
    )


def test_a_condition_reads_the_index_of_its_field_and_text_is_found_in_any_part() -> None:
    fields = [
        make_field(code, type, is_searched=True, options=("a", "b") if type in ("choice", "choices") else ())
        for code, type in (
            ("reason", "choice"),
            ("parts", "choices"),
            ("serial", "text"),
            ("amount", "money"),
            ("happened", "date"),
            ("complete", "flag"),
        )
    ]
    place(*fields)
    make_ticket(custom={"serial": "WTU-4711", "reason": "reason.a", "parts": ["parts.a"]})
    many_others()
    assert not is_kept()
    keep_ready()
    assert is_kept()
    assert progress() is None
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticket")
    number = {one.code: one.pk for one in CustomField.objects.all()}
    assert all(one.ready_at for one in CustomField.objects.all())
    for condition in (
        {"field": "custom_reason", "op": "is", "value": ["reason.a"]},
        {"field": "custom_parts", "op": "has_any", "value": ["parts.a"]},
        {"field": "custom_serial", "op": "is", "value": ["wtu-4711"]},
        {"field": "custom_amount", "op": "at_least", "value": [100]},
        {"field": "custom_happened", "op": "on", "value": ["2026-11-02"]},
        {"field": "custom_complete", "op": "is", "value": ["yes"]},
    ):
        code = str(condition["field"]).removeprefix("custom_")
        ways = plan(**condition) + plan(bitmap=True, **condition)
        assert f"tickets_custom_{number[code]}" in ways, condition
    by_part = plan(bitmap=True, field="custom_serial", op="contains", value=["u-471"])
    assert f"tickets_custom_{number['serial']}_text" in by_part
    assert "Sort" not in plan(field="custom_reason", op="is", value=["reason.a"])


def test_the_index_comes_and_goes_in_the_background_with_the_setting() -> None:
    field = make_field("serial", "text", is_searched=True)
    do_what_was_deferred()
    assert names() == {index.name for index in indexes_of(field)}
    change_configured(field, {"is_searched": False}, by=make_actor())
    do_what_was_deferred()
    assert names() == set()
    assert CustomField.objects.get().ready_at is None


def test_an_index_whose_making_was_killed_is_made_again_and_that_of_a_retired_field_goes() -> None:
    field = make_field("reason", "choice", is_searched=True)
    keep_ready()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass", [f"tickets_custom_{field.pk}"]
        )
    assert not is_kept()
    keep_ready()
    assert is_kept()
    retire_configured(field, by=make_actor())
    keep_ready()
    assert names() == set()
