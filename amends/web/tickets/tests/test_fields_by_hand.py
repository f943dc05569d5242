"""Fields of a ticket changed by people: in place on its page, and in bulk, whichever field it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from django.db.models import CharField, F, Value
from django.test import Client
from django.urls import reverse

from amends.executions.models import Execution
from amends.journal.actors import By
from amends.journal.models import Event
from amends.journal.testing import recorded
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.testing import queries_of
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.steps import TicketStep, detail
from amends.tickets.tests.make import give_queue, make_category, make_queue, make_ticket
from amends.vocabulary import Field, field_of, types
from amends.vocabulary.fields import forget_source, register_source, vocabulary_of

pytestmark = pytest.mark.django_db

CODES = [field.code for field in vocabulary_of("ticket").declared.values() if field.change]
IN_PLACE = [code for code in CODES if code not in ("status", "agent", "queue", "category", "priority", "due")]
HTMX = {"HX-Request": "true", "HX-Target": "ticket"}


@pytest.fixture
def agent(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


class OwnFields:
    """An installation's own: one to change, of each sort, and one to look at."""

    subject, stamp = "ticket", "tickets_tickettype"

    def fields(self) -> list[Field]:
        change, empty = detail("carrier"), Value(None, CharField())
        return [
            Field("frame", "Frame", types.TEXT, expression=F("carrier"), change=change, group="Our own"),
            Field("weight", "Weight", types.NUMBER, expression=F("carrier"), change=lambda one: change(_text(one))),
            Field("sold_on", "Sold on", types.DAY, expression=empty, change=lambda one: change(_text(one))),
            Field("fragile", "Fragile", types.FLAG, expression=Value(True), change=lambda one: change(_text(one))),
            Field("came", "Came", types.MOMENT, expression=empty, change=lambda one: Told(told=one.isoformat())),
            Field(
                "keeper",
                "Keeper",
                types.CHOICE,
                expression=empty,
                chooser="user",
                change=lambda one: change(_text(one)),
            ),
            Field("seal", "Seal", types.TEXT, expression=Value("unbroken")),
        ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


class Told(TicketStep):
    """Tells what it was given."""

    told: str

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        Ticket.objects.filter(pk__in=ids).update(subject=self.told)
        return {row: Outcome.done() for row in ids}

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return self.run_many(list(done), by)


@pytest.fixture
def own() -> Iterator[None]:
    source = OwnFields()
    register_source(source)
    yield
    forget_source(source)


def address(ticket: Ticket, code: str, name: str = "field") -> str:
    return reverse(f"tickets:{name}", args=[ticket.number, code])


def page_of(client: Client, ticket: Ticket) -> str:
    return client.get(reverse("tickets:ticket", args=[ticket.number])).text


def bulk(client: Client, tickets: list[Ticket], name: str = "bulk", **data: str) -> Any:
    return client.post(reverse(f"tickets:{name}"), {"ticket": [one.number for one in tickets], **data}, follow=True)


def another(code: str, agent: User) -> str:
    """A value that make_ticket doesn't give."""
    east = make_queue("east").code
    known = {"status": "warranty_claim.assessing", "agent": str(agent.pk), "queue": east, "priority": "urgent"}
    known["category"] = make_category("transport").code
    return {**known, "due": "2031-05-06"}.get(code, "another")


def value_of(ticket: Ticket, code: str) -> Any:
    field = field_of("ticket", code)
    assert field is not None
    return field.value_of(Ticket.objects.get(pk=ticket.pk))


# --- in place -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", IN_PLACE)
def test_every_field_without_a_menu_stands_on_the_page_and_is_changed_and_changed_back(
    client: Client, agent: User, code: str
):
    ticket = make_ticket()
    before, label = value_of(ticket, code), str(getattr(field_of("ticket", code), "label", ""))
    assert f'hx-get="{address(ticket, code)}"' in page_of(client, ticket)
    form = client.get(address(ticket, code), headers=HTMX).text
    assert f">{label}" in form
    with recorded() as events:
        done = client.post(address(ticket, code), {"value": "another"}, headers=HTMX)
    assert done.text.lstrip().startswith('<div class="tk" id="ticket"')
    assert address(ticket, code, "field_undoing") in done.text
    assert value_of(ticket, code) == "another"
    assert [event.kind for event in events] == ["ticket.detail_changed"]
    client.post(address(ticket, code, "field_undoing"))
    assert value_of(ticket, code) == before


@pytest.mark.parametrize("code", CODES)
def test_every_field_that_can_be_changed_has_a_form_and_takes_its_value(client: Client, agent: User, code: str):
    ticket = make_ticket()
    assert 'name="value"' in client.get(address(ticket, code)).text
    assert client.post(address(ticket, code), {"value": another(code, agent)}).status_code == 302
    assert value_of(ticket, code) != value_of(make_ticket(), code)


def test_a_refusal_stands_at_the_field_with_what_was_typed(client: Client, agent: User):
    ticket = make_ticket(customer_name="Jana Nováková", email="")
    for headers in ({}, HTMX):
        refused = client.post(address(ticket, "customer"), {"value": ""}, headers=headers)
        assert refused.status_code == 422
        assert "Enter the customer" in refused.text
        assert 'aria-invalid="true"' in refused.text
    long = "x" * 130
    refused = client.post(address(ticket, "carrier"), {"value": long}, headers=HTMX)
    assert (refused.status_code, refused["HX-Retarget"]) == (422, "#set_carrier")
    assert f'value="{long}"' in refused.text
    assert "too long" in refused.text
    assert "<html" not in refused.text
    ticket.refresh_from_db()
    assert (ticket.customer_name, ticket.carrier) == ("Jana Nováková", "")


def test_the_same_value_again_changes_nothing_and_offers_nothing_to_undo(client: Client, agent: User):
    ticket = make_ticket(carrier="DPD")
    with recorded() as events:
        answer = client.post(address(ticket, "carrier"), {"value": "DPD"}, headers=HTMX)
    assert answer.status_code == 200
    assert events == []
    assert address(ticket, "carrier", "field_undoing") not in answer.text


def test_what_changed_since_is_not_undone_and_no_undo_reaches_further_than_the_last_change(client: Client, agent: User):
    ticket = make_ticket(carrier="DPD")
    client.post(address(ticket, "carrier"), {"value": "PPL"})
    Ticket.objects.filter(pk=ticket.pk).update(carrier="GLS")
    client.post(address(ticket, "carrier", "field_undoing"))
    client.post(address(ticket, "carrier", "field_undoing"))
    assert "can’t be undone any more" in page_of(client, ticket)
    assert value_of(ticket, "carrier") == "GLS"


def test_what_cannot_be_changed_or_is_no_field_is_not_there(client: Client, agent: User):
    ticket = make_ticket()
    for code in ("created", "type", "nonsense", "🦊"):
        assert client.get(address(ticket, code)).status_code == 404
        assert client.post(address(ticket, code), {"value": "x"}).status_code == 404
        assert bulk(client, [ticket], "bulk_field", field=code).status_code == 404


def test_a_limited_agent_changes_tickets_of_their_queues_and_finds_no_others(client: Client):
    mine, foreign = make_ticket(queue=make_queue("east")), make_ticket(queue=make_queue("west"), carrier="DPD")
    user = make_user(Role.LIMITED)
    assert mine.queue
    give_queue(user, mine.queue)
    client.force_login(user)
    assert client.post(address(mine, "carrier"), {"value": "PPL"}).status_code == 302
    for name in ("field", "field_undoing"):
        assert client.post(address(foreign, "carrier", name), {"value": "PPL"}).status_code == 404
    assert client.get(address(foreign, "carrier")).status_code == 404
    bulk(client, [mine, foreign], field="carrier", value="GLS")
    assert [value_of(one, "carrier") for one in (mine, foreign)] == ["GLS", "DPD"]
    refused = client.post(address(mine, "queue"), {"value": "west"})
    assert refused.status_code == 422
    assert bulk(client, [mine], field="queue", value="west").status_code == 422
    assert value_of(mine, "queue") == "east"


def test_whatever_people_write_is_shown_as_text(client: Client, agent: User):
    ticket = make_ticket(carrier='"><script>alert(1)</script>', email='"><b>', phone='"><b>')
    text = page_of(client, ticket) + client.get(address(ticket, "carrier")).text
    assert "<script>alert" not in text
    assert '"><b>' not in text


# --- fields of the installation -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("own")
def test_own_fields_stand_under_details_and_are_changed_there(client: Client, agent: User):
    ticket = make_ticket(carrier="WTU-1")
    text = page_of(client, ticket)
    details = text[text.index("<summary>Details</summary>") :]
    assert "Frame" in details
    assert "WTU-1" in details
    assert "unbroken" in details
    assert f'hx-get="{address(ticket, "seal")}"' not in text
    assert client.post(address(ticket, "frame"), {"value": "WTU-2"}).status_code == 302
    assert value_of_carrier(ticket) == "WTU-2"


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("code", "control", "sent", "kept"),
    [
        ("weight", 'inputmode="decimal"', {"value": "1,5"}, "1.5"),
        ("sold_on", 'type="date"', {"value": "2026-11-24"}, "2026-11-24"),
        ("fragile", '<option value="yes" selected>', {"value": "no"}, "False"),
        ("keeper", "<select", {}, ""),
    ],
)
def test_the_control_goes_by_the_type(client, agent, code, control, sent, kept):
    ticket = make_ticket()
    assert control in client.get(address(ticket, code), headers=HTMX).text
    client.post(address(ticket, code), sent or {"value": str(agent.pk)})
    assert value_of_carrier(ticket) == (kept or str(agent.pk))


@pytest.mark.usefixtures("own")
def test_an_hour_is_meant_in_the_readers_time_zone_and_needs_a_day(client: Client):
    ticket = make_ticket()
    client.force_login(make_user(time_zone="Asia/Tokyo"))
    client.post(address(ticket, "came"), {"value": "2026-11-24", "hour": "08:30"})
    ticket.refresh_from_db()
    assert ticket.subject.startswith("2026-11-23T23:30")
    for sent in (
        {"value": "", "hour": "08:30"},
        {"value": "soon", "hour": "08:30"},
        {"value": "2026-11-24", "hour": "x"},
    ):
        refused = client.post(address(ticket, "came"), sent)
        assert refused.status_code == 422
        assert f'value="{sent["hour"]}"' in refused.text


def value_of_carrier(ticket: Ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).carrier


def test_the_page_asks_one_query_more_for_any_number_of_own_fields(client: Client, agent: User):
    ticket = make_ticket()
    page_of(client, ticket)
    without = len(queries_of(lambda: page_of(client, ticket)))
    source = OwnFields()
    register_source(source)
    try:
        page_of(client, ticket)
        assert len(queries_of(lambda: page_of(client, ticket))) <= without + 1
    finally:
        forget_source(source)


# --- in bulk --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_every_field_is_set_for_a_selection_told_with_each_old_value_and_undone(client: Client, agent: User, code: str):
    tickets, value = [make_ticket(), make_ticket()], another(code, agent)
    before = [value_of(one, code) for one in tickets]
    if code in IN_PLACE or code == "due":
        assert f'name="field" value="{code}"' in client.get("/tickets").text
    form = bulk(client, tickets, "bulk_field", field=code).text
    assert all(f'name="ticket" value="{one.number}"' in form for one in tickets)
    done = bulk(client, tickets, field=code, value=value)
    assert "2 tickets changed" in done.text
    assert [value_of(one, code) for one in tickets] != before
    undo = re.search(r'action="(/bulk-changes/\d+/undoing)"', done.text)
    assert undo
    client.post(undo[1])
    assert [value_of(one, code) for one in tickets] == before


def test_many_are_told_as_one_is_each_with_its_own_old_value(client: Client, agent: User):
    one, two, alone = make_ticket(carrier="DPD"), make_ticket(carrier="PPL"), make_ticket(carrier="DPD")
    bulk(client, [one, two], field="carrier", value="GLS")
    client.post(address(alone, "carrier"), {"value": "GLS"})
    told = {
        event.subject_id("ticket"): (event.payload, event.actor_kind, event.actor_id)
        for event in Event.objects.filter(kind="ticket.detail_changed")
    }
    assert [told[ticket.pk][0]["old"] for ticket in (one, two)] == ["DPD", "PPL"]
    assert told[one.pk] == told[alone.pk]


def test_all_that_fit_get_the_value(client: Client, agent: User):
    for _number in range(3):
        make_ticket(carrier="DPD")
    other = make_ticket(carrier="PPL")
    query = "f=carrier~is~DPD"
    sent = {"every": "1", "query": query}
    form = client.post(reverse("tickets:bulk_field"), {**sent, "field": "carrier"}).text
    assert 'name="every" value="1"' in form
    assert "selected: 3" in form
    client.post(reverse("tickets:bulk"), {**sent, "field": "carrier", "value": "GLS"})
    assert Ticket.objects.filter(carrier="GLS").count() == 3
    assert value_of(other, "carrier") == "PPL"


def test_nothing_is_emptied_by_a_slip_and_what_was_typed_stays(client: Client, agent: User):
    ticket = make_ticket(carrier="DPD")
    assert bulk(client, [ticket], field="carrier", value=" ").status_code == 422
    refused = bulk(client, [ticket], field="due", value="some day")
    assert refused.status_code == 422
    assert 'value="some day"' in refused.text
    assert f'name="ticket" value="{ticket.number}"' in refused.text
    assert value_of(ticket, "carrier") == "DPD"
    assert not Execution.objects.exists()
    assert "1 ticket changed" in bulk(client, [ticket], field="carrier", empties="1").text
    assert value_of(ticket, "carrier") == ""
    assert bulk(client, [ticket], field="priority", empties="1").status_code == 422


def test_nothing_selected_is_said(client: Client, agent: User):
    assert "Nothing was selected" in bulk(client, [], "bulk_field", field="carrier").text


@pytest.mark.usefixtures("own")
def test_own_fields_are_set_in_bulk(client: Client, agent: User):
    tickets = [make_ticket(), make_ticket()]
    assert 'name="field" value="frame"' in client.get("/tickets").text
    assert 'name="field" value="seal"' not in client.get("/tickets").text
    done = bulk(client, tickets, field="frame", value="WTU-3")
    assert "2 tickets changed" in done.text
    assert [value_of_carrier(one) for one in tickets] == ["WTU-3", "WTU-3"]


def test_more_options_than_a_list_shows_are_found_by_their_name(client: Client, agent: User):
    for number in range(25):
        make_user(name=f"Person {number:02d}")
    ticket, wanted = make_ticket(), make_user(name="Zdeněk Poslední")
    assert 'name="look"' in client.get(address(ticket, "agent")).text
    found = client.get(reverse("tickets:field_options", args=["agent"]), {"look": "Poslední"}).text
    assert f'value="{wanted.pk}"' in found
    assert "Person 03" not in found
    assert client.get(reverse("tickets:field_options", args=["carrier"])).status_code == 404
