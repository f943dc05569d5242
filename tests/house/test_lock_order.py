"""Locks are taken in one order: tickets before activities, activities before people (amends/kit/sets.py)."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from amends.activities import actions as activities
from amends.activities.actions import completion, deletion, editing, files
from amends.activities.tests.make import make_activity
from amends.files.tests.make import make_file
from amends.journal.actors import Actor
from amends.kit.testing import queries_of
from amends.people.actions import deactivation
from amends.people.tests.make import make_user
from amends.tickets import actions as tickets
from amends.tickets.actions import category as category_of
from amends.tickets.actions import custom, details
from amends.tickets.actions import status as status_of
from amends.tickets.models import Priority
from amends.tickets.tests.make import make_category, make_field, make_queue, make_tag, make_ticket, place, status
from tests.house.floors import PACKAGE, height
from tests.house.test_actions import action_files, arguments, public_functions

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BY = Actor.system("test")
ORDER = ("tickets_ticket", "activities_activity", "people_user")
_LOCKING = re.compile(r"FOR (?:NO KEY )?UPDATE|FOR (?:KEY )?SHARE")
_TABLE = re.compile(r'(?:FROM|^UPDATE) "?(\w+)"?')
SETTINGS = {
    *(
        "make_option",
        "arrange_form",
        "choose_first_queue",
        "choose_legal_period",
        "make_type",
        "copy_type",
        "change_type",
    ),
    *("change_draft", "discard_draft", "put_live", "change_live", "give_queues", "move_stragglers", "move_tickets"),
    *("create_rule", "edit_rule", "delete_rule", "switch_rule", "mark_read", "mark_all_read", "set_silences"),
}
"""Actions of apps that know of tickets, on settings or on what is one person's: they lock at most one of these."""
WITHIN = {"change_column"}
"""What other actions are made of, on rows that these have locked."""


def locked(deed: Callable[[], object]) -> list[str]:
    """The tables of ORDER whose rows `deed` locked, as often and in the order in which it did."""
    found = []
    for statement in queries_of(deed):
        tables = [name for name in _TABLE.findall(statement) if name in ORDER]
        if tables and (_LOCKING.search(statement) or statement.startswith("UPDATE")):
            found.append(tables[0])
    return found


def to_exercise() -> set[str]:
    """The public actions that may lock more than one of these tables: those of apps that know of tickets.

    Lower apps can't reach tickets and activities; the one that does through a register, deactivation, has a test below.
    """
    return {
        function.name
        for path in action_files()
        if height(path.relative_to(PACKAGE).parts[0]) >= height("tickets")
        for function in public_functions(path)
        if "by" in arguments(function) or path.relative_to(PACKAGE).parts[0] == "notifications"
    }


def deeds() -> dict[str, Callable[[], object]]:
    """In an order in which each finds what it needs."""
    return on_activities() | on_tickets()


def on_activities() -> dict[str, Callable[[], object]]:
    person, other = make_user(), make_user()
    ticket, more = make_ticket(agent=other), make_ticket()
    activity, another = make_activity(ticket=ticket), make_activity(ticket=more)
    both, file = [activity.pk, another.pk], make_file()
    edits = {pk: [{"assignee": person.pk}, {"assignee": other.pk}] for pk in both}
    day, moment = timezone.localdate(), timezone.now().isoformat()
    return {
        "create_activity": lambda: activities.create_activity(ticket, name="Call", assignee=person, by=BY),
        "create_activity_on_many": lambda: activities.create_activity_on_many(
            [ticket.pk, more.pk], name="Call", assignee=lambda one: person.pk, by=BY
        ),
        "edit_activity": lambda: activities.edit_activity(activity, assignee=person, by=BY),
        "edit_many": lambda: activities.edit_many(both, assignee=other, by=BY),
        "complete_activity": lambda: activities.complete_activity(activity, by=Actor.person(person)),
        "reopen_activity": lambda: activities.reopen_activity(activity, by=BY),
        "complete_many": lambda: completion.complete_many(both, by=Actor.person(person)),
        "reopen_many": lambda: completion.reopen_many(both, by=BY),
        "take_back_reopening": lambda: completion.take_back_reopening({pk: [moment, person.pk] for pk in both}, by=BY),
        "take_back_completion": lambda: completion.take_back_completion(dict.fromkeys(both, moment), by=BY),
        "postpone_activity": lambda: editing.postpone_activity(activity, to=day, by=BY),
        "postpone_many": lambda: editing.postpone_many(both, to=day, by=BY),
        "take_back_edits": lambda: editing.take_back_edits(edits, by=BY),
        "attach_files": lambda: files.attach_files(activity, files=[file], by=BY),
        "delete_activity": lambda: activities.delete_activity(activity, by=BY),
        "restore_activity": lambda: activities.restore_activity(activity, by=BY),
        "delete_many": lambda: activities.delete_many(both, by=BY),
        "restore_many": lambda: deletion.restore_many(both, by=BY),
        "expire_due": lambda: activities.expire_due(by=Actor.clock(), now=timezone.now()),
    }


def on_tickets() -> dict[str, Callable[[], object]]:
    person, ticket, more = make_user(), make_ticket(), make_ticket()
    make_activity(ticket=ticket, assignee=person)
    queue, tag, category = make_queue("east"), make_tag("vip"), make_category("parts")
    asked, of_item = make_field("colour", "text"), make_field("size", "text", scope="product")
    place(asked, of_item)
    both, due = [ticket.pk, more.pk], timezone.now()
    item = ticket.items.create(name="Mug", position=0)
    merging = make_activity(ticket=make_ticket(agent=person)).ticket
    leaving = make_activity(ticket=make_ticket()).ticket
    split_off = ticket.items.create(name="Cup", position=1, quantity=2)
    moves: dict[int, Any] = {}

    def move() -> None:
        outcomes = tickets.change_status_of_many(both, to=status("waiting_return"), by=BY)
        moves.update({pk: one.former for pk, one in outcomes.items() if one.is_done})

    return {
        "assign_agent": lambda: tickets.assign_agent(ticket, agent=person, by=BY),
        "change_status": lambda: tickets.change_status(ticket, to=status("waiting_return"), by=BY),
        "change_priority": lambda: tickets.change_priority(ticket, to=Priority.HIGH, by=BY),
        "change_queue": lambda: tickets.change_queue(ticket, to=queue, by=BY),
        "add_tag": lambda: tickets.add_tag(ticket, tag=tag, by=BY),
        "create_ticket": lambda: make_ticket(agent=person),
        "assign_agent_of_many": lambda: tickets.assign_agent_of_many(both, agent=None, by=BY),
        "change_category": lambda: category_of.change_category(ticket, to=category, by=BY),
        "change_category_of_many": lambda: category_of.change_category_of_many(both, to=None, by=BY),
        "change_custom": lambda: custom.change_custom(ticket, asked=asked, to="red", by=BY),
        "change_custom_of_many": lambda: custom.change_custom_of_many(both, asked=asked, to="blue", by=BY),
        "change_item_custom": lambda: custom.change_item_custom(item, asked=of_item, to="large", by=BY),
        "set_deadline": lambda: tickets.set_deadline(ticket, due_at=due, by=BY),
        "set_deadline_of_many": lambda: tickets.set_deadline_of_many(both, due_at=None, by=BY),
        "change_detail_of_many": lambda: details.change_detail_of_many(both, detail="subject", to="Broken", by=BY),
        "change_priority_of_many": lambda: tickets.change_priority_of_many(both, to=Priority.LOW, by=BY),
        "change_queue_of_many": lambda: tickets.change_queue_of_many(both, to=None, by=BY),
        "change_status_of_many": move,
        "take_back_status": lambda: status_of.take_back_status(moves, by=BY),
        "replace_status_of_many": lambda: status_of.replace_status_of_many(both, to=status("goods_received"), by=BY),
        "add_tag_to_many": lambda: tickets.add_tag_to_many(both, tag=tag, by=BY),
        "remove_tag": lambda: tickets.remove_tag(ticket, tag=tag, by=BY),
        "delete_ticket": lambda: tickets.delete_ticket(leaving, reason="x", by=BY),
        "restore_ticket": lambda: tickets.restore_ticket(leaving, by=BY),
        "remove_tickets": lambda: (
            tickets.delete_ticket(leaving, reason="x", by=BY),
            tickets.remove_tickets(before=timezone.now(), by=BY),
        ),
        "merge_tickets": lambda: tickets.merge_tickets(merging, into=ticket, by=BY),
        "take_apart": lambda: tickets.take_apart(merging, by=BY),
        "duplicate_ticket": lambda: tickets.duplicate_ticket(ticket, by=BY),
        "split_ticket": lambda: tickets.split_ticket(ticket, quantities={split_off.pk: Decimal(1)}, by=BY),
        "link_tickets": lambda: tickets.link_tickets(more, other=ticket, by=BY),
        "unlink_tickets": lambda: tickets.unlink_tickets(more, other=ticket, by=BY),
        "remove_tag_from_many": lambda: tickets.remove_tag_from_many(both, tag=tag, by=BY),
    }


def test_every_action_that_may_lock_two_of_these_tables_is_exercised():
    assert to_exercise() == {*deeds(), *SETTINGS, *WITHIN}


def firsts(tables: list[str]) -> list[str]:
    """Each table where it is locked first: what is held already is not waited for."""
    return list(dict.fromkeys(tables))


def test_every_deed_on_more_than_one_of_these_tables_locks_them_in_the_one_order():
    taken = {name: locked(deed) for name, deed in deeds().items()}
    crosswise = {
        name: tables
        for name, tables in taken.items()
        if [*map(ORDER.index, firsts(tables))] != sorted(map(ORDER.index, firsts(tables)))
    }
    assert crosswise == {}
    assert {name for name, tables in taken.items() if not tables} <= {"create_ticket"}, "each locks something"
    assert firsts(taken["create_activity"]) == ["tickets_ticket", "people_user"]
    assert firsts(taken["edit_activity"]) == ["activities_activity", "people_user"]


def test_whoever_must_lock_crosswise_begins_again_after_a_deadlock():
    """Deactivating looks once more for work when it holds the person: what came meanwhile must not be left behind."""
    person = make_user()
    ticket = make_ticket(agent=person)
    make_activity(ticket=ticket, assignee=person)
    tables = locked(lambda: deactivation.deactivate_user(person, successor=None, by=BY))
    assert list(dict.fromkeys(tables)) == ["tickets_ticket", "activities_activity", "people_user"]
    assert deactivation.deactivate_user.__wrapped__  # type: ignore[attr-defined] # once_more_after_deadlock
