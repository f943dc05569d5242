"""Tables made of fields: columns by address, hostile values, exports in the reader's own words."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from amends.kit.testing import queries_of
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_queue, make_tag, make_ticket

pytestmark = pytest.mark.django_db

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def door(client: Client) -> Client:
    client.force_login(make_user(name="Petra Malá"))
    return client


def test_the_address_chooses_the_columns_and_their_order(door: Client):
    make_ticket(carrier="DPD", country="CZ")
    columns = door.get("/tickets?columns=carrier,number,country").context["list"].columns
    assert [column.field.code for column in columns] == ["carrier", "number", "country"]
    text = door.get("/tickets?columns=carrier,number,country").text
    assert "DPD" in text
    assert (
        '<th scope="col" data-column="carrier" title="can’t sort: search for it"><span class="th-said">Carrier</span>'
        in text
    )


def test_columns_that_are_not_there_are_left_out_and_none_at_all_are_the_usual_ones(door: Client):
    make_ticket()
    usual = [column.field.code for column in door.get("/tickets").context["list"].columns]
    assert [c.field.code for c in door.get("/tickets?columns=password,status").context["list"].columns] == ["status"]
    assert [c.field.code for c in door.get("/tickets?columns=,,~").context["list"].columns] == usual


def test_every_field_can_be_a_column_and_a_cell_of_a_spreadsheet(door: Client):
    from amends.vocabulary import fields_of

    make_ticket(tags=[make_tag("vip")], due_at=datetime(2026, 11, 20, 9, tzinfo=UTC), queue=make_queue("east"))
    make_ticket()
    for field in fields_of("ticket"):
        assert door.get(f"/tickets?columns={field.code}").status_code == 200
        lines = door.get(f"/tickets.csv?columns={field.code}").getvalue().decode("utf-8-sig").splitlines()
        assert lines[0].strip('"') == str(field.label)
        assert len(lines) == 3


def test_whatever_people_write_is_shown_as_text(door: Client):
    ticket = make_ticket(subject=HOSTILE, customer_name=HOSTILE, language='"><b>', carrier=HOSTILE)
    text = door.get("/tickets?columns=number,subject,customer,carrier").text
    assert "<script>alert" not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 6
    assert ticket.number in text


def test_a_ticket_without_a_subject_is_called_by_the_beginning_of_what_was_said(door: Client):
    make_ticket(subject="", description="The zip   of the tent\nbroke on the first night")
    assert "The zip of the tent broke on the first night" in door.get("/tickets").text


def test_a_spreadsheet_is_in_the_words_and_the_time_zone_of_its_reader(client: Client):
    client.force_login(make_user(language="cs", time_zone="Asia/Tokyo"))
    make_ticket(due_at=datetime(2026, 11, 20, 20, 30, tzinfo=UTC))
    answer = client.get("/tickets.csv?columns=number,status,priority,due")
    assert answer.streaming
    head, row = answer.getvalue().decode("utf-8-sig").splitlines()
    assert head == "Číslo,Stav,Priorita,Termín"
    assert row.split(",")[1:] == ["Nová", "Běžná", "2026-11-21 05:30"]


def test_a_spreadsheet_needs_the_same_number_of_queries_for_any_number_of_rows(door: Client):
    def asked(count: int) -> int:
        for _number in range(count):
            make_ticket(agent=make_user(), tags=[])
        return len(queries_of(lambda: door.get("/tickets.csv").getvalue()))

    asked(1)
    assert asked(3) == asked(30)
