"""Taking back is a deed of its own: no rule acts on it, and what rules made of what is taken back goes with it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from amends.activities.actions import complete_activity, edit_activity
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.automations.models import Run
from amends.automations.tests.make import CHECK_DELIVERY, make_rule, on
from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.journal.testing import recorded, settle
from amends.people.models import User
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_actor, make_tag, make_ticket

pytestmark = pytest.mark.django_db
WAITING = "warranty_claim.waiting_return"


@pytest.fixture
def agent(client: Client) -> User:
    user = make_user(name="Petra")
    client.force_login(user)
    return user


def move(client: Client, ticket: Ticket) -> None:
    client.post(f"/tickets/{ticket.number}/status", {"status": WAITING, "seen": "warranty_claim.new"})


def undo(client: Client, ticket: Ticket) -> str:
    return client.post(f"/tickets/{ticket.number}/fields/status/undoing", follow=True).content.decode()


def kept() -> list[str]:
    return list(Activity.objects.kept().order_by("pk").values_list("name", flat=True))


def test_what_a_rule_made_of_it_goes_and_doing_it_again_makes_it_once(client: Client, agent: User):
    make_rule()
    ticket = make_ticket()
    move(client, ticket)
    settle()
    assert kept() == ["Check shipment delivery"]
    shown = undo(client, ticket)
    assert "It is as it was. The activity that a rule made of it goes too." in shown
    settle()
    assert kept() == []
    move(client, ticket)
    settle()
    assert kept() == ["Check shipment delivery"]
    assert Run.objects.count() == 2


def test_no_rule_acts_on_what_takes_something_back(client: Client, agent: User):
    make_rule(on=on("ticket.status_changed"), steps=[CHECK_DELIVERY])
    make_rule(on=on("activity.deleted"), steps=[{"step": "change_priority", "priority": "urgent"}])
    ticket = make_ticket()
    move(client, ticket)
    settle()
    undo(client, ticket)
    settle()
    ticket.refresh_from_db()
    assert (ticket.status.code, ticket.priority, Run.objects.count()) == ("warranty_claim.new", "normal", 1)


def test_taken_back_before_the_rules_have_acted_leaves_nothing_either(client: Client, agent: User):
    make_rule()
    ticket = make_ticket()
    move(client, ticket)
    undo(client, ticket)
    settle()
    assert kept() == []


def test_what_somebody_has_worked_on_and_what_else_rules_changed_stays_and_is_named(client: Client, agent: User):
    make_rule(steps=[CHECK_DELIVERY, {"step": "change_priority", "priority": "high"}])
    ticket = make_ticket()
    move(client, ticket)
    settle()
    edit_activity(Activity.objects.get(), due_at=timezone.now(), by=make_actor())
    shown = undo(client, ticket)
    assert (
        "It is as it was. What else rules did stays: “Check shipment delivery”, change the priority to High." in shown
    )
    settle()
    assert kept() == ["Check shipment delivery"]


def test_what_is_there_because_of_something_else_stays(client: Client, agent: User):
    make_rule()
    one, other = make_ticket(), make_ticket()
    for ticket in (one, other):
        move(client, ticket)
    settle()
    undo(client, one)
    settle()
    assert list(Activity.objects.kept().values_list("ticket", flat=True)) == [other.pk]


def test_the_history_says_that_it_was_taken_back_and_by_whom(client: Client, agent: User):
    make_rule()
    ticket = make_ticket()
    with recorded() as moved:
        move(client, ticket)
    settle()
    with recorded() as events:
        undo(client, ticket)
        settle()
    assert [(event.kind, event.undoes, event.actor_label) for event in events] == [
        ("ticket.status_changed", moved[0].act, "Petra"),
        ("activity.deleted", moved[0].act, "Petra"),
    ]
    assert events[0].sentence == "Taken back: Status Waiting for return to New"
    assert events[1].cause_id == events[0].pk
    assert "Taken back: Status" in re.sub(r"<[^>]+>", "", client.get(f"/tickets/{ticket.number}").content.decode())


def test_undoing_a_bulk_change_takes_back_what_rules_made_of_it(client: Client, agent: User):
    make_rule()
    tickets = [make_ticket() for _ in range(3)]
    sent = {"ticket": [ticket.number for ticket in tickets], "status": WAITING}
    said = client.post("/tickets/changes", sent, follow=True).content.decode()
    settle()
    assert len(kept()) == 3
    address = re.search(r'action="(/bulk-changes/\d+/undoing)"', said)
    assert address
    said = client.post(address[1], follow=True, headers={"Referer": "http://testserver/tickets"}).content.decode()
    assert "3 tickets are as they were. The 3 activities that rules made of it go too." in said
    settle()
    assert kept() == []
    assert not Event.objects.filter(kind="ticket.status_changed", undoes=None).exclude(payload__new=WAITING).exists()


def test_an_author_who_takes_something_back_is_the_same_after_being_kept():
    before = Actor.system("test")
    by = make_actor().undoing(before.act)
    assert Actor.of_kept(by.kept()) == by
    assert Actor.of_kept({name: one for name, one in before.kept().items() if name != "undoes"}) == before


# --- Deeds with a plain opposite --------------------------------------------------------------------------------------


def press(client: Client, address: str, **sent: str) -> str:
    """The address of Undo on the toast that follows."""
    said = client.post(address, sent, follow=True).text
    found = re.findall(r'action="([^"]*\?undo)"', said)
    return found[-1] if found else ""


@pytest.fixture
def deeds(agent: User) -> dict[str, tuple[Ticket, str, dict[str, str]]]:
    """Each deed by its event: the ticket it concerns, and how it is done."""
    ticket = make_ticket()
    make_tag("vip")
    ticket.tags.add(make_tag("worn"))
    open_, done = make_activity(ticket=ticket, name="Open"), make_activity(ticket=ticket, name="Done", by=make_actor())
    complete_activity(done, by=make_actor())
    settle()
    return {
        "ticket.tag_added": (ticket, f"/tickets/{ticket.number}/tags", {"tag": "vip"}),
        "ticket.tag_removed": (ticket, f"/tickets/{ticket.number}/tags/worn/removal", {}),
        "activity.completed": (ticket, f"/activities/{open_.pk}/completion", {}),
        "activity.reopened": (ticket, f"/activities/{done.pk}/reopening", {}),
        "activity.deleted": (ticket, f"/activities/{open_.pk}/deletion", {}),
    }


OPPOSITE = {
    "ticket.tag_added": "ticket.tag_removed",
    "ticket.tag_removed": "ticket.tag_added",
    "activity.completed": "activity.reopened",
    "activity.reopened": "activity.completed",
    "activity.deleted": "activity.restored",
}


@pytest.mark.parametrize("kind", OPPOSITE)
def test_no_rule_acts_on_undo_of_a_deed_with_an_opposite(kind: str, client: Client, deeds):
    _ticket, address, sent = deeds[kind]
    make_rule(on=on(kind), steps=[CHECK_DELIVERY])
    urgent = make_rule(on=on(OPPOSITE[kind]), steps=[{"step": "change_priority", "priority": "urgent"}])
    undo = press(client, address, **sent)
    settle()
    assert "Check shipment delivery" in kept()
    with recorded() as events:
        assert press(client, undo) == "", "what took something back is not taken back"
    assert [(event.kind, bool(event.undoes)) for event in events] == [(OPPOSITE[kind], True)]
    settle()
    assert "Check shipment delivery" not in kept()
    assert not Run.objects.filter(rule=urgent).exists()


@pytest.mark.parametrize("kind", OPPOSITE)
def test_the_opposite_from_a_menu_or_by_a_made_up_address_is_a_deed_like_any_other(kind: str, client: Client, deeds):
    _ticket, address, sent = deeds[kind]
    undo = press(client, address, **sent)
    with recorded() as events:
        client.post(undo.removesuffix("?undo"))
        client.post(address, sent)
        client.post(undo)
        client.post(address, sent)
        client.force_login(make_user())
        client.post(undo)
    assert [bool(event.undoes) for event in events] == [False, False, True, False, False]


def test_undo_is_told_with_what_goes_with_it(client: Client, deeds):
    _ticket, address, sent = deeds["ticket.tag_added"]
    make_rule(on=on("ticket.tag_added"), steps=[CHECK_DELIVERY])
    undo = press(client, address, **sent)
    settle()
    said = client.post(undo, follow=True).text
    assert "removed. The activity that a rule made of it goes too." in said
