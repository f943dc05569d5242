"""Two tickets become one, and two again."""

from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.files.tests.make import make_file
from amends.journal.events import Audience
from amends.journal.queries import history
from amends.journal.testing import recorded
from amends.kit.refusals import NotThere, Refused
from amends.orders.tests.make import make_order
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.access import LeadsOn, get_merged_ticket_for, get_ticket_for, visible_tickets
from amends.tickets.actions import (
    ItemDraft,
    MergeRefused,
    TicketLeft,
    change_priority,
    delete_ticket,
    link_tickets,
    merge_tickets,
    take_apart,
)
from amends.tickets.models import Priority, Ticket, TicketMerge
from amends.tickets.queries import claimed_items, find_tickets, linked_tickets, merged_numbers, search_tickets
from amends.tickets.tests.make import make_actor, make_field, make_queue, make_tag, make_ticket, place

pytestmark = pytest.mark.django_db

BY = make_actor()


@pytest.mark.req("Q22")
def test_what_hangs_on_the_one_comes_to_the_other_and_goes_back():
    shared, own = make_file(), make_file()
    ticket, into = make_ticket(files=[shared, own], tags=[make_tag("vip")]), make_ticket(files=[shared])
    activity, third = make_activity(ticket=ticket), make_ticket()
    link_tickets(ticket, other=third, by=BY)
    merge_tickets(ticket, into=into, by=BY)
    assert list(Activity.objects.filter(ticket=into)) == [activity]
    assert [tag.code for tag in into.tags.all()] == ["vip"]
    assert set(into.ticket_files.values_list("file", flat=True)) == {shared.pk, own.pk}
    user = make_user()
    assert [one.number for one in linked_tickets(user, into)] == [third.number]
    with recorded() as events:
        take_apart(Ticket.every.get(pk=ticket.pk), by=BY)
    assert [event.kind for event in events] == ["activity.moved", "ticket.taken_apart", "ticket.taken_apart"]
    assert all(event.undoes for event in events)
    assert list(Activity.objects.filter(ticket=ticket)) == [activity]
    assert (into.tags.count(), into.ticket_files.count(), linked_tickets(user, into)) == (0, 1, [])
    assert set(visible_tickets(user)) == {ticket, into, third}
    assert not TicketMerge.objects.exists()


def test_the_number_of_the_one_leads_to_the_other_also_through_a_third():
    user, one, two, three = make_user(), make_ticket(), make_ticket(), make_ticket()
    merge_tickets(one, into=two, by=BY)
    merge_tickets(two, into=three, by=BY)
    for number in (one.number, two.number):
        with pytest.raises(LeadsOn) as found:
            get_ticket_for(user, number)
        assert found.value.number == three.number
        assert find_tickets(user, number.lower()) == [three]
        assert list(search_tickets(visible_tickets(user), number)) == [three]
    assert set(merged_numbers(three.pk).values()) == {one.number, two.number}
    assert list(visible_tickets(user)) == [three]
    delete_ticket(three, reason="x", by=BY)
    with pytest.raises(NotThere) as nothing:
        get_ticket_for(user, one.number)
    assert not isinstance(nothing.value, LeadsOn)


def test_who_may_not_see_the_other_is_not_led_there():
    ticket, into = make_ticket(), make_ticket(queue=make_queue("elsewhere"))
    merge_tickets(ticket, into=into, by=BY)
    limited = make_user(Role.LIMITED)
    for ask in (get_ticket_for, get_merged_ticket_for):
        with pytest.raises(NotThere) as nothing:
            ask(limited, ticket.number)
        assert not isinstance(nothing.value, LeadsOn)


def test_both_histories_are_read_in_one():
    ticket, into = make_ticket(), make_ticket()
    change_priority(ticket, to=Priority.HIGH, by=BY)
    merge_tickets(ticket, into=into, by=BY)
    lines = history(about=("ticket", into.pk), audience=Audience.STAFF, also=merged_numbers(into.pk))
    said = [line.sentence for line in lines]
    assert said[:2] == [f"{ticket.number} merged into this ticket", f"Merged into {into.number}"]
    assert "Priority Normal to High" in said
    assert sum("created" in sentence for sentence in said) == 2


def test_products_are_claimed_once_and_come_along_as_chosen():
    order = make_order(items=1)
    both = ItemDraft(name="Mug", code="M", quantity=Decimal(1), ordered=Decimal(2))
    ticket, into = make_ticket(order=order, items=[both, ItemDraft(name="Cup")]), make_ticket(order=order, items=[both])
    merge_tickets(ticket, into=into, by=BY)
    assert [item.name for item in claimed_items(make_user(), order)] == ["Mug", "Cup"]
    take_apart(Ticket.every.get(pk=ticket.pk), by=BY)
    assert [item.name for item in into.items.all()] == ["Mug"]
    merge_tickets(ticket, into=into, products=[], by=BY)
    assert [item.name for item in into.items.all()] == ["Mug"]
    assert [item.name for item in Ticket.every.get(pk=ticket.pk).items.all()] == ["Mug", "Cup"]


def test_empty_values_are_filled_and_others_taken_over_as_chosen_each_with_its_event():
    place(make_field("colour", "text"), make_field("size", "text"))
    agent = make_user()
    ticket = make_ticket(phone="1", subject="Old", agent=agent, custom={"colour": "red", "size": "L"})
    into = make_ticket(phone="", subject="New", custom={"size": "S"})
    merge_tickets(ticket, into=into, by=BY)
    assert (into.phone, into.subject, into.agent, into.custom) == ("1", "New", agent, {"colour": "red", "size": "S"})
    take_apart(Ticket.every.get(pk=ticket.pk), by=BY)
    into.refresh_from_db()
    assert (into.phone, into.agent, into.custom) == ("", None, {"size": "S"})
    with recorded() as events:
        merge_tickets(ticket, into=into, fields=["subject", "custom.size"], by=BY)
    assert (into.phone, into.subject, into.custom) == ("", "Old", {"size": "L"})
    assert [event.kind for event in events] == [
        "ticket.detail_changed",
        "ticket.custom_field_changed",
        "ticket.merged",
        "ticket.merged",
    ]


def test_what_has_changed_since_stays_when_they_are_taken_apart():
    ticket, into = make_ticket(phone="1"), make_ticket(phone="")
    merge_tickets(ticket, into=into, by=BY)
    Ticket.objects.filter(pk=into.pk).update(phone="2")
    take_apart(Ticket.every.get(pk=ticket.pk), by=BY)
    into.refresh_from_db()
    assert into.phone == "2"


def test_merged_twice_it_is_merged_once_and_never_into_itself_or_what_has_left():
    ticket, into, gone = make_ticket(), make_ticket(), make_ticket()
    merge_tickets(ticket, into=into, by=BY)
    with recorded() as events:
        merge_tickets(ticket, into=into, by=BY)
    assert not [*events]
    delete_ticket(gone, reason="x", by=BY)
    for other, kind in ((into, MergeRefused), (gone, TicketLeft), (ticket, TicketLeft)):
        with pytest.raises(kind):
            merge_tickets(into, into=other, by=BY)
    with pytest.raises(TicketLeft):
        change_priority(ticket, to=Priority.HIGH, by=BY)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_merge_crosswise_at_once_one_succeeds_and_the_other_is_told():
    one, two = make_ticket(), make_ticket()
    start, told = Barrier(2), []

    def merge(ticket: Ticket, into: Ticket) -> None:
        start.wait()
        try:
            merge_tickets(ticket, into=into, by=BY)
            told.append("merged")
        except Refused as refused:
            told.append(refused.code)
        finally:
            connection.close()

    pairs = [(one, two), (two, one)]
    threads = [Thread(target=merge, args=[Ticket.every.get(pk=a.pk), Ticket.every.get(pk=b.pk)]) for a, b in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["merged", "ticket_left"]
    assert Ticket.objects.count() == 1
