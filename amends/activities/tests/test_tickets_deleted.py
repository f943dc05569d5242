"""Deleted tickets: gone from everything, restorable for a while, then gone for good."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from amends.activities.actions import ActivityRefused, create_activity, delete_activity, expire_due, restore_activity
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.files.models import File
from amends.files.tests.make import make_file
from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.journal.testing import recorded
from amends.kit.clock import clear_away
from amends.kit.refusals import NotThere, Refused
from amends.orders.tests.make import make_order
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.access import deleted_tickets, get_deleted_ticket_for, get_ticket_for, visible_tickets
from amends.tickets.actions import (
    DeletionRefused,
    ItemDraft,
    TicketLeft,
    change_priority,
    change_priority_of_many,
    delete_ticket,
    link_tickets,
    remove_tickets,
    restore_ticket,
)
from amends.tickets.models import Priority, Ticket
from amends.tickets.queries import claimed_items, find_tickets, linked_tickets, open_ticket_counts, tickets_of_order
from amends.tickets.tests.make import make_actor, make_ticket

pytestmark = pytest.mark.django_db

BY = make_actor()


def deleted(**more: object) -> Ticket:
    return delete_ticket(make_ticket(**more), reason="Made by mistake", by=BY)


def test_a_deleted_ticket_is_nowhere():
    user, order = make_user(), make_order(items=1)
    other = make_ticket()
    ticket = make_ticket(subject="Zebrafish", order=order, items=[ItemDraft(name="Product 1", code="P-1")])
    link_tickets(ticket, other=other, by=BY)
    delete_ticket(ticket, reason="Made by mistake", by=BY)
    assert list(visible_tickets(user)) == [other]
    assert list(Ticket.objects.all()) == [other]
    assert list(order.tickets.all()) == []
    assert find_tickets(user, "zebra") == []
    assert tickets_of_order(user, order) == []
    assert open_ticket_counts(user, [order.pk]) == {}
    assert claimed_items(user, order) == []
    assert linked_tickets(user, other) == []
    with pytest.raises(NotThere):
        get_ticket_for(user, ticket.number)


def test_only_administrators_know_of_deleted_tickets():
    ticket = deleted()
    for role in (Role.MANAGER, Role.AGENT, Role.LIMITED):
        assert not deleted_tickets(make_user(role)).exists()
        with pytest.raises(NotThere):
            get_deleted_ticket_for(make_user(role), ticket.number)
    assert get_deleted_ticket_for(make_user(Role.ADMINISTRATOR), ticket.number) == ticket


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_reason_is_needed_and_is_no_novel(reason: str):
    ticket = make_ticket()
    with pytest.raises(DeletionRefused):
        delete_ticket(ticket, reason=reason, by=BY)
    assert Ticket.objects.filter(pk=ticket.pk).exists()


@pytest.mark.req("Q22")
def test_its_activities_go_with_it_and_come_back_with_it_save_those_deleted_before():
    ticket = make_ticket()
    kept, gone = make_activity(ticket=ticket), make_activity(ticket=ticket)
    delete_activity(gone, by=BY)
    with recorded() as events:
        delete_ticket(ticket, reason="Made by mistake", by=BY)
    assert [event.kind for event in events] == ["activity.deleted", "ticket.deleted"]
    assert events[1].payload["reason"] == "Made by mistake"
    assert not Activity.objects.kept().exists()
    with recorded() as events:
        restore_ticket(ticket, by=BY)
    assert [event.kind for event in events] == ["activity.restored", "ticket.restored"]
    assert all(event.undoes for event in events)
    assert list(Activity.objects.kept()) == [kept]


def test_deleted_twice_and_restored_twice_it_is_told_once():
    ticket = make_ticket()
    with recorded() as events:
        for _time in range(2):
            delete_ticket(ticket, reason="Made by mistake", by=BY)
        for _time in range(2):
            restore_ticket(ticket, by=BY)
    assert [event.kind for event in events] == ["ticket.deleted", "ticket.restored"]


def test_nothing_can_be_done_to_it_and_it_says_why():
    ticket = make_ticket()
    activity = make_activity(ticket=ticket)
    delete_ticket(ticket, reason="Made by mistake", by=BY)
    for deed in (
        lambda: change_priority(ticket, to=Priority.HIGH, by=BY),
        lambda: create_activity(ticket, name="Call", by=BY),
        lambda: restore_activity(activity, by=BY),
        lambda: link_tickets(ticket, other=make_ticket(), by=BY),
    ):
        with pytest.raises((TicketLeft, ActivityRefused)) as refused:
            deed()
        assert "has been deleted" in str(refused.value)
    outcome = change_priority_of_many([ticket.pk], to=Priority.HIGH, by=BY)[ticket.pk]
    assert "has been deleted" in str(outcome.reason)
    assert isinstance(outcome.refusal, Refused)


def test_deadlines_that_pass_meanwhile_are_not_told():
    ticket = make_ticket()
    make_activity(ticket=ticket, due_at=timezone.now() - timedelta(hours=1), all_day=False)
    delete_ticket(ticket, reason="Made by mistake", by=BY)
    assert expire_due(by=Actor.clock()) == 0
    restore_ticket(ticket, by=BY)
    assert expire_due(by=Actor.clock()) == 1


def age(ticket: Ticket, days: int) -> None:
    Ticket.every.filter(pk=ticket.pk).update(left_at=timezone.now() - timedelta(days=days))


def test_after_thirty_days_it_is_removed_with_its_files_and_what_others_keep_stays():
    own, shared = make_file(), make_file()
    ticket, other = make_ticket(files=[own, shared]), make_ticket(files=[shared])
    young = deleted()
    make_activity(ticket=ticket)
    delete_ticket(ticket, reason="Made by mistake", by=BY)
    age(ticket, 31)
    age(young, 29)
    clear_away()
    assert set(Ticket.every.all()) == {young, other}
    assert not Activity.objects.exists()
    assert list(File.objects.all()) == [shared]
    removed = Event.objects.get(kind="ticket.removed")
    assert (removed.payload["number"], removed.actor_kind) == (ticket.number, "clock")


def test_the_bytes_of_its_files_are_gone(django_capture_on_commit_callbacks):
    file = make_file()
    ticket = make_ticket(files=[file])
    delete_ticket(ticket, reason="Made by mistake", by=BY)
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_tickets(before=timezone.now() + timedelta(seconds=1), by=Actor.clock()) == 1
    assert not default_storage.exists(file.key)


def test_a_number_is_never_given_again():
    ticket = deleted()
    remove_tickets(before=timezone.now() + timedelta(seconds=1), by=Actor.clock())
    assert make_ticket().number != ticket.number
