"""Fields that an installation made for itself: rows of a table, usable at once wherever declared ones are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import OuterRef, Subquery
from django.test import Client

from amends.api.tests.make import make_api
from amends.journal.actors import Actor, By
from amends.kit.outcomes import Outcome, Outcomes
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.steps import TicketStep
from amends.tickets.tests.make import make_ticket
from amends.vocabulary import Asker, Condition, Field, Tree, compile_tree, field_of, holds, parse_steps, types
from amends.vocabulary.fields import forget_source, register_source

pytestmark = pytest.mark.django_db


class Own(models.Model):
    """A field of the installation."""

    code = models.CharField(max_length=20, primary_key=True)
    label = models.CharField(max_length=40)
    objects: Any = models.Manager()

    class Meta:
        app_label = "tickets"
        managed = False

    def __str__(self) -> str:
        return self.label


class OwnValue(models.Model):
    """What one ticket has in it."""

    ticket_id = models.BigIntegerField()
    code = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    objects: Any = models.Manager()

    class Meta:
        app_label = "tickets"
        managed = False

    def __str__(self) -> str:
        return self.value


class SetOwn(TicketStep):
    own: str
    to: str

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        OwnValue.objects.filter(ticket_id__in=ids, code=self.own).delete()
        OwnValue.objects.bulk_create([OwnValue(ticket_id=row, code=self.own, value=self.to) for row in ids])
        return {row: Outcome.done() for row in ids}

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return self.run_many(list(done), by)


class OwnFields:
    """Each row of Own is a text field of tickets."""

    subject = "ticket"
    stamp = "test_own_fields"

    def __init__(self) -> None:
        self.asked = 0

    def fields(self) -> list[Field]:
        self.asked += 1
        return [self._field(own) for own in Own.objects.order_by("code")]

    def _field(self, own: Own) -> Field:
        values = OwnValue.objects.filter(code=own.code)
        return Field(
            own.code,
            own.label,
            types.TEXT,
            expression=Subquery(values.filter(ticket_id=OuterRef("pk")).values("value")[:1]),
            read=lambda ticket: values.filter(ticket_id=ticket.pk).values_list("value", flat=True).first(),
            change=lambda value: SetOwn(own=own.code, to=value or ""),
            group="Our own",
        )


@pytest.fixture
def source(db: None) -> Iterator[OwnFields]:
    source = OwnFields()
    with connection.schema_editor() as editor:
        editor.create_model(Own)
        editor.create_model(OwnValue)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER tickets_own_renews AFTER INSERT OR UPDATE OR DELETE ON tickets_own"
            " FOR EACH STATEMENT EXECUTE FUNCTION amends_renewed('test_own_fields')"
        )
    register_source(source)
    yield source
    forget_source(source)


@pytest.fixture
def serial(source: OwnFields) -> Own:
    """A field made while everything runs."""
    assert field_of("ticket", "serial") is None
    own: Own = Own.objects.create(code="serial", label="Serial number")
    return own


@pytest.fixture
def door(client: Client) -> Client:
    client.force_login(make_user())
    return client


def with_serial(value: str) -> Ticket:
    ticket = make_ticket()
    OwnValue.objects.create(ticket_id=ticket.pk, code="serial", value=value)
    return ticket


def test_a_new_field_is_there_at_once_and_gone_at_once_and_made_once_for_each_change(
    source: OwnFields, serial: Own
) -> None:
    made = source.asked
    for _time in range(3):
        found = field_of("ticket", "serial")
        assert found is not None
        assert str(found.label) == "Serial number"
    assert source.asked == made + 1
    Own.objects.filter(pk="serial").update(label="Number of the frame")
    renamed = field_of("ticket", "serial")
    assert renamed is not None
    assert str(renamed.label) == "Number of the frame"
    serial.delete()
    assert field_of("ticket", "serial") is None
    assert field_of("ticket", "status") is not None


EDGE = '<span class="th-edge" data-sizes></span>'


def test_it_filters_the_list_is_a_column_and_stands_in_the_menu(door: Client, serial: Own) -> None:
    ticket, other = with_serial("WTU-4711"), with_serial("XYZ")
    page = door.get("/tickets?f=serial~contains~wtu&columns=number,serial&edit=new&draft=serial")
    assert ticket.number in page.text
    assert other.number not in page.text
    assert '<span class="th-said">Serial number</span></th>' in page.text.replace(EDGE, "")
    assert "WTU-4711" in page.text
    assert "Our own" in page.text


def test_it_is_a_cell_of_the_spreadsheet(door: Client, serial: Own) -> None:
    ticket = with_serial("WTU-4711")
    lines = door.get("/tickets.csv?columns=number,serial").getvalue().decode("utf-8-sig").splitlines()
    assert lines == ["Number,Serial number", f"{ticket.number},WTU-4711"]


def test_programs_ask_for_it_and_set_it(serial: Own) -> None:
    api, ticket = make_api(), make_ticket()
    assert "serial" in [field["code"] for field in api.get("/fields/ticket").json()]
    assert api.patch(f"/tickets/{ticket.number}", {"serial": "WTU-1"}).status_code == 200
    tree = {"version": 1, "all": [{"field": "serial", "op": "is", "value": ["wtu-1"]}]}
    found = api.post("/tickets/search", {"filter": tree}).json()
    assert [one["number"] for one in found["items"]] == [ticket.number]


def test_rules_ask_it_in_the_database_and_in_python_and_set_it(serial: Own) -> None:
    ticket, tree = make_ticket(), Tree.of(Condition(field="serial", op="is_empty"))
    assert holds(tree, ticket, Asker.nobody(), subject="ticket")
    assert ticket in Ticket.objects.filter(compile_tree(tree, "ticket", Asker.nobody()))
    [step] = parse_steps([{"step": "set_field", "field": "serial", "value": "WTU-2"}], "ticket")
    assert step.run(ticket, Actor.system("test")).is_done
    assert not holds(tree, ticket, Asker.nobody(), subject="ticket")
    assert step.sentence() == "set Serial number to WTU-2"
