"""Two people change the same field: before, theirs, mine."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.actions import assign_agent
from amends.tickets.models import Ticket
from amends.tickets.tests.make import (
    claim,
    give_queue,
    make_category,
    make_field,
    make_queue,
    make_tag,
    make_ticket,
    place,
)
from amends.web.tickets.tests.test_fields_by_hand import CODES, HTMX, address, another, value_of

pytestmark = pytest.mark.django_db
SEEN = re.compile(r'name="seen" value="([^"]*)"')


@pytest.fixture
def agent(client: Client) -> User:
    user = make_user(name="Petra Malá")
    client.force_login(user)
    return user


def third(code: str) -> str:
    """One more value, that neither make_ticket nor `another` gives."""
    known = {"agent": lambda: str(make_user().pk), "queue": lambda: make_queue("west").code, "priority": lambda: "low"}
    known |= {"category": lambda: make_category("paint").code, "due": lambda: "2031-07-08"}
    known |= {"status": lambda: "warranty_claim.cancelled"}
    return known.get(code, lambda: "third")()


@pytest.mark.parametrize("code", [one for one in CODES if one != "status"])
def test_every_field_that_somebody_else_changed_meanwhile_is_asked_about_and_then_mine_is_used(
    client: Client, agent: User, code: str
):
    ticket = make_ticket()
    seen = SEEN.search(client.get(address(ticket, code)).text)
    assert seen
    theirs, mine = another(code, make_user(name="Marek Dvořák")), third(code)
    assert client.post(address(ticket, code), {"value": theirs}).status_code == 302
    there = value_of(ticket, code)
    with recorded() as events:
        asked = client.post(address(ticket, code), {"value": mine, "seen": seen[1]}, headers=HTMX)
    assert (asked.status_code, asked["HX-Retarget"]) == (409, "#meanwhile")
    assert events == []
    assert value_of(ticket, code) == there
    for said in ("Before", "Theirs", "Mine", "Keep theirs", "Use mine", "Petra Malá changed this"):
        assert said in asked.text
    now = SEEN.search(asked.text)
    assert now
    used = client.post(address(ticket, code), {"value": mine, "seen": now[1], "before": seen[1]}, headers=HTMX)
    assert used.status_code == 200
    assert value_of(ticket, code) != there


def test_a_third_change_in_between_is_asked_about_again(client: Client, agent: User):
    ticket = make_ticket(carrier="DPD")
    Ticket.objects.update(carrier="GLS")
    asked = client.post(address(ticket, "carrier"), {"value": "PPL", "seen": "DPD"}, headers=HTMX)
    assert 'name="seen" value="GLS"' in asked.text
    Ticket.objects.update(carrier="UPS")
    again = client.post(address(ticket, "carrier"), {"value": "PPL", "seen": "GLS", "before": "DPD"}, headers=HTMX)
    assert again.status_code == 409
    assert 'name="seen" value="UPS"' in again.text
    assert value_of(ticket, "carrier") == "UPS"


def test_the_same_choice_of_both_and_changes_of_other_fields_are_no_conflict(client: Client, agent: User):
    ticket = make_ticket(carrier="DPD", subject="Broken")
    Ticket.objects.update(carrier="GLS", subject="Torn")
    same = client.post(address(ticket, "carrier"), {"value": "GLS", "seen": "DPD"}, headers=HTMX)
    assert same.status_code == 200
    other = client.post(address(ticket, "phone"), {"value": "+420777123456", "seen": ""}, headers=HTMX)
    assert other.status_code == 200
    tags = [make_tag("one"), make_tag("two")]
    for tag in tags:
        assert client.post(reverse("tickets:tags", args=[ticket.number]), {"tag": tag.code}).status_code == 302
    assert ticket.tags.count() == 2


def test_a_menu_asks_as_well_and_without_script_the_question_is_a_page(client: Client, agent: User):
    ticket, marek, eva = make_ticket(), make_user(name="Marek Dvořák"), make_user(name="Eva Horká")
    assign_agent(ticket, agent=marek, by=Actor.person(marek))
    asked = client.post(reverse("tickets:agent", args=[ticket.number]), {"agent": eva.pk, "seen": ""})
    assert asked.status_code == 409
    for said in ("<html", "Marek Dvořák changed this", "Eva Horká", f'name="value" value="{eva.pk}"'):
        assert said in asked.text
    sent = {"value": eva.pk, "seen": marek.pk, "before": ""}
    assert client.post(address(ticket, "agent"), sent).status_code == 302
    assert value_of(ticket, "agent") == eva.pk


def test_a_category_within_another_is_known_by_what_its_menu_showed(client: Client, agent: User):
    inner = make_category("rail", parent=make_category("transport"))
    ticket = make_ticket(category=inner)
    page = client.get(reverse("tickets:ticket", args=[ticket.number])).text
    assert 'name="seen" value="rail"' in page
    make_category("paint")
    sent = {"category": "paint", "seen": "rail"}
    assert client.post(reverse("tickets:category", args=[ticket.number]), sent, headers=HTMX).status_code == 200
    assert value_of(ticket, "category") == ["paint"]


def test_a_status_that_theirs_does_not_lead_to_cannot_be_used_and_says_why(client: Client, agent: User):
    ticket = make_ticket()
    seen = ticket.status.code
    client.post(address(ticket, "status"), {"value": "warranty_claim.assessing"})
    unreachable = next(
        one.code
        for one in ticket.type.statuses.exclude(code__in=[seen, "warranty_claim.assessing"])
        if client.post(address(ticket, "status"), {"value": one.code}).status_code == 422
    )
    asked = client.post(
        reverse("tickets:status", args=[ticket.number]), {"status": unreachable, "seen": seen}, headers=HTMX
    )
    assert asked.status_code == 409
    assert "Keep theirs" in asked.text
    assert "Use mine" not in asked.text
    assert 'role="alert"' in asked.text


def test_what_is_wrong_with_mine_is_said_in_the_question(client: Client, agent: User):
    ticket = make_ticket(carrier="GLS")
    sent = {"value": "x" * 130, "seen": "GLS", "before": "DPD"}
    for headers in (HTMX, {}):
        refused = client.post(address(ticket, "carrier"), sent, headers=headers)
        assert refused.status_code == 409
        assert "too long" in refused.text
        assert "x" * 130 in refused.text
        assert "DPD" in refused.text


def test_custom_fields_of_several_choices_and_of_several_lines(client: Client, agent: User):
    contents = make_field("contents", "choices", options=("box", "cable", "manual"))
    notes = make_field("notes", "lines")
    place(contents, notes, type=claim())
    ticket = make_ticket(type=claim())
    client.post(address(ticket, "custom_contents"), {"value": ["contents.box", "contents.cable"], "seen": ""})
    asked = client.post(address(ticket, "custom_contents"), {"value": ["contents.manual"], "seen": ""}, headers=HTMX)
    assert asked.status_code == 409
    assert "Box, Cable" in asked.text
    assert 'name="value" value="contents.manual"' in asked.text
    seen = SEEN.search(asked.text)
    assert seen
    sent = {"value": ["contents.manual"], "seen": seen[1], "before": ""}
    assert client.post(address(ticket, "custom_contents"), sent, headers=HTMX).status_code == 200
    client.post(address(ticket, "custom_notes"), {"value": "one\r\ntwo", "seen": ""})
    kept = client.post(address(ticket, "custom_notes"), {"value": "three", "seen": "one\r\ntwo"}, headers=HTMX)
    assert kept.status_code == 200


def test_whatever_was_sent_as_seen_is_shown_as_text(client: Client, agent: User):
    ticket = make_ticket(carrier="<b>theirs</b>")
    for code in ("carrier", "due", "agent", "priority"):
        sent = {"value": third(code), "seen": '"><script>alert(1)</script>'}
        asked = client.post(address(ticket, code), sent, headers=HTMX)
        assert asked.status_code == 409
        assert "<script>alert" not in asked.text
        assert "<b>theirs" not in asked.text


def test_who_may_not_see_the_ticket_is_asked_nothing(client: Client):
    mine, foreign = make_ticket(queue=make_queue("east")), make_ticket(queue=make_queue("west"), carrier="GLS")
    user = make_user(Role.LIMITED)
    assert mine.queue
    give_queue(user, mine.queue)
    client.force_login(user)
    sent = {"value": "PPL", "seen": "DPD", "before": "DPD"}
    assert client.post(address(foreign, "carrier"), sent, headers=HTMX).status_code == 404
    assert client.post(address(mine, "carrier"), sent, headers=HTMX).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_wins_and_the_other_is_asked():
    ticket = make_ticket(carrier="DPD")
    people = [make_user(name="Petra Malá"), make_user(name="Marek Dvořák")]
    together = Barrier(2)

    def send(person: User, value: str) -> Any:
        try:
            door = Client()
            door.force_login(person)
            together.wait()
            return door.post(address(ticket, "carrier"), {"value": value, "seen": "DPD"}, headers=HTMX)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both, recorded() as events:
        answers = list(both.map(send, people, ["PPL", "GLS"]))
    assert sorted(one.status_code for one in answers) == [200, 409]
    won = ["PPL", "GLS"][[one.status_code for one in answers].index(200)]
    assert value_of(ticket, "carrier") == won
    assert [event.payload["new"] for event in events if event.kind == "ticket.detail_changed"] == [won]
    asked = next(one for one in answers if one.status_code == 409)
    assert won in asked.text
