"""Executions: many rows, in chunks, with progress, stop, result and undo."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Annotated, Any, ClassVar

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import translation
from pydantic import Field as Parameter

from amends.activities.actions import complete_activity, edit_activity
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.executions import chunking
from amends.executions.access import get_execution_for, visible_executions
from amends.executions.actions import ExecutionRefused, begin_execution, stop_execution, undo_execution
from amends.executions.actions import executions as doing
from amends.executions.jobs import resume_abandoned, work_on
from amends.executions.models import Execution
from amends.executions.queries import results_of
from amends.executions.running import run_chunk
from amends.executions.sight import chosen, matching
from amends.journal.actors import Actor
from amends.journal.forgetting import forget
from amends.journal.models import Event
from amends.journal.testing import recorded
from amends.kit import jobs
from amends.kit.testing import beside, database_address, lose_a_deadlock, until_somebody_waits
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.actions import change_priority, change_queue
from amends.tickets.models import Priority, Ticket
from amends.tickets.steps import TicketStep
from amends.tickets.tests.make import give_queue, make_actor, make_queue, make_ticket, status
from amends.vocabulary import Condition, Outcome, Tree, parse_steps

URGENT = [{"step": "change_priority", "priority": "urgent"}]


def begin(raw: list[dict[str, Any]], ids: list[int], user: User, subject: str = "ticket") -> Execution:
    rows = chosen(subject, user, ids)
    by = Actor.person(user)
    return begin_execution(parse_steps(raw, subject), rows, subject=subject, author=user, by=by)


def counts(execution: Execution) -> tuple[int, ...]:
    execution.refresh_from_db()
    return execution.total, execution.done, execution.skipped, execution.refused, execution.failed


def priorities() -> list[str]:
    return list(Ticket.objects.order_by("pk").values_list("priority", flat=True))


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of two, and three rows are many."""
    monkeypatch.setattr(chunking, "SIZE", 2)
    monkeypatch.setattr(doing, "AT_ONCE", 2)


@pytest.mark.django_db
def test_few_rows_are_done_at_once_and_each_says_what_became_of_it() -> None:
    user = make_user()
    plain, urgent = make_ticket(), make_ticket(priority=Priority.URGENT)
    with recorded() as events:
        execution = begin(URGENT, [plain.pk, urgent.pk, urgent.pk], user)
    assert (execution.state, counts(execution)) == ("finished", (2, 1, 1, 0, 0))
    assert [event.kind for event in events] == ["execution.begun", "ticket.priority_changed"]
    assert {event.act for event in events} == {events[0].act}
    assert [(one.name, str(one.letter.label), one.reason) for one in results_of(execution, "ds")] == [
        (plain.number, "Changed", ""),
        (urgent.number, "Nothing to do", "It has this priority already."),
    ]


@pytest.mark.django_db
def test_what_the_domain_refuses_is_told_in_the_language_of_whoever_reads() -> None:
    user, ticket = make_user(), make_ticket()
    execution = begin([{"step": "change_status", "status": "warranty_claim.closed"}], [ticket.pk], user)
    assert counts(execution) == (1, 0, 0, 1, 0)
    with translation.override("cs"):
        (result,) = results_of(execution, "r")
    assert result.reason == status("closed").refusals["cs"]


@pytest.mark.django_db
def test_many_rows_go_on_in_the_background_and_their_consequences_wait_behind_people(small_chunks: None) -> None:
    user = make_user()
    ids = [make_ticket().pk for _number in range(5)]
    execution = begin(URGENT, ids, user)
    assert (execution.state, counts(execution)) == ("waiting", (5, 0, 0, 0, 0))
    assert execution.by.large
    jobs.run_all()
    assert counts(execution) == (5, 5, 0, 0, 0)
    assert (execution.state, execution.percent) == ("finished", 100)
    assert set(priorities()) == {"urgent"}


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_results_are_read_page_by_page_through_all_chunks(small_chunks: None, limit: int) -> None:
    user = make_user()
    urgent = {2, 3, 7, 8, 9}
    ids = [make_ticket(priority=Priority.URGENT if n in urgent else Priority.NORMAL).pk for n in range(11)]
    execution = begin(URGENT, ids, user)
    assert results_of(execution, "ds") == []
    jobs.run_all()
    for letters, expected in {"s": sorted(urgent), "d": sorted({*range(11)} - urgent), "ds": list(range(11))}.items():
        found: list[int] = []
        while page := results_of(execution, letters, after=found[-1] if found else 0, limit=limit):
            found += [one.row for one in page]
        assert found == [ids[place] for place in expected]


@pytest.mark.django_db
def test_a_tree_of_conditions_chooses_among_what_the_person_may_see() -> None:
    mine, user = make_queue("mine"), make_user(role=Role.LIMITED)
    give_queue(user, mine)
    seen, _hidden = make_ticket(queue=mine, priority=Priority.HIGH), make_ticket(priority=Priority.HIGH)
    make_ticket(queue=mine)
    tree = Tree.of(Condition(field="priority", op="is", value="high"))
    assert list(matching("ticket", user, tree)) == [seen]


@pytest.mark.django_db
def test_a_row_that_leaves_the_persons_sight_before_its_turn_is_not_done(small_chunks: None) -> None:
    mine, user = make_queue("mine"), make_user(role=Role.LIMITED)
    give_queue(user, mine)
    tickets = [make_ticket(queue=mine) for _number in range(3)]
    execution = begin(URGENT, [ticket.pk for ticket in tickets], user)
    change_queue(tickets[1], to=None, by=make_actor())
    jobs.run_all()
    assert (counts(execution), priorities()) == ((3, 2, 1, 0, 0), ["urgent", "normal", "urgent"])
    assert [one.reason for one in results_of(execution, "s")] == ["It is no longer there."]


@pytest.mark.django_db
def test_the_result_names_what_the_reader_sees_now() -> None:
    mine, user = make_queue("mine"), make_user(role=Role.LIMITED)
    give_queue(user, mine)
    activity = make_activity(ticket=make_ticket(queue=mine), name="Call")
    execution = begin([{"step": "complete_activity"}], [activity.pk], user, "activity")
    assert [one.name for one in results_of(execution, "d")] == ["Call"]
    change_queue(activity.ticket, to=None, by=make_actor())
    edit_activity(activity, name="Axolotl", by=make_actor())
    (result,) = results_of(execution, "d")
    assert (result.row, result.name, result.address) == (activity.pk, "", "")
    told = results_of(get_execution_for(make_user(role=Role.ADMINISTRATOR), execution.pk), "d")
    assert [one.name for one in told] == ["Axolotl"]


@pytest.mark.django_db
def test_nothing_more_is_done_for_somebody_who_has_left(small_chunks: None) -> None:
    user = make_user()
    execution = begin(URGENT, [make_ticket().pk for _number in range(3)], user)
    run_chunk(execution.pk)
    User.objects.filter(pk=user.pk).update(is_active=False)
    jobs.run_all()
    assert counts(execution) == (3, 2, 1, 0, 0)


class Stumble(TicketStep):
    code = "test_stumble_over"
    label = "Stumble"
    over: Annotated[int, Parameter()]

    def act(self, row: int, by: Actor) -> Outcome:
        change_priority(Ticket.objects.get(pk=row), to=Priority.URGENT, by=by)
        if row == self.over:
            raise ValueError("a stone")
        return Outcome.done()


@pytest.mark.django_db
def test_a_row_that_fails_stops_no_other_and_says_why() -> None:
    user = make_user()
    ids = [make_ticket().pk for _number in range(3)]
    execution = begin([{"step": "test_stumble_over", "over": ids[1]}], ids, user)
    assert (counts(execution), priorities()) == ((3, 2, 0, 0, 1), ["urgent", "normal", "urgent"])
    assert [(one.row, one.reason) for one in results_of(execution, "f")] == [(ids[1], "ValueError: a stone")]


class Victim(TicketStep):
    """A step at which the database ends a deadlock, as long as there is one."""

    code = "test_victim_of_a_deadlock"
    label = "Lose a deadlock"
    meets: ClassVar[bool] = True

    def act(self, row: int, by: Actor) -> Outcome:
        if self.meets:
            lose_a_deadlock()
        return Outcome.done()


@pytest.mark.django_db
def test_a_chunk_at_which_the_database_ends_a_deadlock_has_not_failed_but_is_done_again(
    small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [make_ticket().pk for _number in range(3)]
    execution = begin([*URGENT, {"step": "test_victim_of_a_deadlock"}], ids, make_user())
    with pytest.raises(OperationalError):
        run_chunk(execution.pk)
    assert (counts(execution), priorities()) == ((3, 0, 0, 0, 0), ["normal"] * 3)
    monkeypatch.setattr(Victim, "meets", False)
    work_on(execution_id=execution.pk)
    assert (counts(execution), priorities()) == ((3, 3, 0, 0, 0), ["urgent"] * 3)


@pytest.mark.django_db
def test_it_can_be_stopped_and_what_was_done_stays(small_chunks: None) -> None:
    user = make_user()
    execution = begin(URGENT, [make_ticket().pk for _number in range(5)], user)
    assert run_chunk(execution.pk)
    with recorded() as events:
        stopped = stop_execution(execution, by=Actor.person(user))
    jobs.run_all()
    assert (stopped.state, counts(execution)) == ("stopped", (5, 2, 0, 0, 0))
    assert [event.sentence for event in events] == ["Bulk change stopped after 2 of 5 rows"]
    assert not run_chunk(execution.pk)


@pytest.mark.django_db
def test_an_execution_is_taken_back_once_and_rows_that_changed_since_stay(small_chunks: None) -> None:
    user = make_user()
    tickets = [make_ticket(priority=one) for one in (Priority.LOW, Priority.HIGH, Priority.URGENT, Priority.NORMAL)]
    execution = begin(URGENT, [ticket.pk for ticket in tickets], user)
    jobs.run_all()
    change_priority(tickets[1], to=Priority.NORMAL, by=make_actor())
    execution.refresh_from_db()
    undoing = undo_execution(execution, author=user, by=Actor.person(user))
    jobs.run_all()
    assert (counts(undoing), priorities()) == ((3, 2, 0, 1, 0), ["low", "normal", "urgent", "normal"])
    assert [one.reason for one in results_of(undoing, "r")] == ["It has been changed since."]
    with pytest.raises(ExecutionRefused):
        undo_execution(execution, author=user, by=Actor.person(user))
    undoing.refresh_from_db()
    assert not undoing.is_reversible


@pytest.mark.django_db
def test_several_steps_are_taken_back_in_the_opposite_order() -> None:
    user, ticket = make_user(), make_ticket()
    before = ticket.waiting_since
    steps = [
        {"step": "change_status", "status": "warranty_claim.waiting_return"},
        {"step": "change_status", "status": "warranty_claim.assessing"},
        {"step": "create_activity", "name": "Call"},
    ]
    execution = begin(steps, [ticket.pk], user)
    assert Activity.objects.open().filter(ticket=ticket).exists()
    undo_execution(execution, author=user, by=Actor.person(user))
    ticket.refresh_from_db()
    assert (ticket.status.code, ticket.waiting_since) == ("warranty_claim.new", before)
    assert not Activity.objects.kept().filter(ticket=ticket).exists()


@pytest.mark.django_db
def test_deleted_activities_come_back_by_undo() -> None:
    user = make_user()
    activities = [make_activity(), complete_activity(make_activity(), by=make_actor())]
    execution = begin([{"step": "delete_activity"}], [one.pk for one in activities], user, "activity")
    assert not Activity.objects.kept().exists()
    undo_execution(execution, author=user, by=Actor.person(user))
    assert Activity.objects.kept().count() == 2


@pytest.mark.django_db
def test_whoever_began_it_and_administrators_see_it() -> None:
    author, other, administrator = make_user(), make_user(), make_user(role=Role.ADMINISTRATOR)
    execution = begin(URGENT, [make_ticket().pk], author)
    seen = {user.pk: list(visible_executions(user)) for user in (author, other, administrator)}
    assert seen == {author.pk: [execution], other.pk: [], administrator.pk: [execution]}


@pytest.mark.django_db
def test_what_nobody_has_worked_on_for_long_goes_on(small_chunks: None) -> None:
    user = make_user()
    execution = begin(URGENT, [make_ticket().pk for _number in range(3)], user)
    jobs.forget_everything()
    resume_abandoned()
    assert jobs.run_all() == 0
    Execution.objects.update(heard_at="2026-01-01T00:00Z")
    resume_abandoned()
    jobs.run_all()
    assert counts(execution) == (3, 3, 0, 0, 0)


# --- with real commits -----------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
import django
django.setup()
from amends.executions import chunking, running
from amends.executions.jobs import work_on
count, left, where = running._count, int(sys.argv[2]), sys.argv[3]
def counted(execution, states):
    global left
    left -= 1
    if left or where == "after":
        count(execution, states)
    if not left:
        if where == "after":
            from django.db import transaction
            transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
        else:
            os.kill(os.getpid(), signal.SIGKILL)
running._count = counted
work_on(execution_id=int(sys.argv[1]))
"""


@pytest.mark.chaos
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("chunk", "where"), [(1, "before"), (2, "before"), (2, "after"), (3, "before")])
def test_killed_anywhere_it_goes_on_from_there_and_does_nothing_twice(
    chunk: int, where: str, small_chunks: None, tmp_path: Path
) -> None:
    user = make_user()
    ids = [make_ticket().pk for _number in range(7)]
    execution = begin([*URGENT, {"step": "create_activity", "name": "Call"}], ids, user)
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(execution.pk), str(chunk), where],
        env=os.environ
        | {
            "DATABASE_URL": database_address(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "AMENDS_DATA": str(tmp_path),
        },
        cwd=settings.ROOT,
        check=False,
        capture_output=True,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    until_released(execution)
    assert counts(execution)[1] == 2 * (chunk if where == "after" else chunk - 1)
    assert Event.objects.filter(kind="ticket.priority_changed").count() == counts(execution)[1]

    work_on(execution_id=execution.pk)
    assert (counts(execution), execution.state) == ((7, 7, 0, 0, 0), "finished")
    assert priorities() == ["urgent"] * 7
    assert sorted(Activity.objects.values_list("ticket", flat=True)) == ids
    for kind in ("ticket.priority_changed", "activity.created"):
        assert Event.objects.filter(kind=kind).count() == 7


def until_released(execution: Execution) -> None:
    """The database needs a moment to notice that a client was killed."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with transaction.atomic():
            if Execution.objects.select_for_update(skip_locked=True).filter(pk=execution.pk).exists():
                return
        time.sleep(0.05)
    raise AssertionError("the killed worker still holds its lock")


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_executions_over_the_same_rows_do_not_wait_crosswise(small_chunks: None) -> None:
    user = make_user()
    ids = [make_ticket().pk for _number in range(12)]
    one = begin(URGENT, ids, user)
    two = begin(
        [{"step": "change_priority", "priority": "low"}, {"step": "assign_agent", "agent": user.pk}], ids[3:], user
    )
    with beside() as run:
        futures = [run(partial(work_on, execution_id=execution.pk)) for execution in (one, two)]
        for future in futures:
            future.result(60)
    assert counts(one)[1] + counts(one)[2] == 12
    assert counts(two)[1] + counts(two)[2] == 9
    assert Ticket.objects.filter(agent=user).count() == 9


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_it_is_stopped_while_a_worker_is_at_a_chunk_which_is_done_to_its_end(small_chunks: None) -> None:
    user = make_user()
    ids = [make_ticket().pk for _number in range(6)]
    execution = begin(URGENT, ids, user)
    with beside() as run:
        with transaction.atomic():
            list(Ticket.objects.select_for_update().filter(pk=ids[2]).values_list("pk"))
            working = run(lambda: work_on(execution_id=execution.pk))
            until_somebody_waits()  # the worker, at the second chunk
            stopping = run(lambda: stop_execution(execution, by=Actor.person(user)))
            time.sleep(0.2)
        assert stopping.result(20).state == "stopped"
        working.result(20)
    assert counts(execution)[1] in (4, 6)
    assert execution.state in ("stopped", "finished")
    assert connection.is_usable()


@pytest.mark.django_db
def test_what_a_bulk_change_gave_to_a_customer_is_forgotten_with_them() -> None:
    ticket, user = make_ticket(customer_name="Old Name", email="jana@example.org"), make_user()
    begin([{"step": "set_field", "field": "customer", "value": "Jana Nova"}], [ticket.pk], user)
    told = Event.objects.get(kind="execution.begun")
    assert "Jana Nova" in str(told.payload)
    forget("contact", ticket.contact_id or 0)
    assert not [event for event in Event.objects.all() if "Jana" in f"{event.payload} {event.actor_label}"]


def kept_of(execution: Execution) -> str:
    """Everything that is still known of it, as text."""
    execution.refresh_from_db()
    chunks = list(execution.chunks.values_list("reasons", "former"))
    return f"{execution.steps} {execution.actor} {chunks}"


def name_a_customer(ticket: Ticket, name: str, user: User) -> Execution:
    return begin([{"step": "set_field", "field": "customer", "value": name}], [ticket.pk], user)


@pytest.mark.django_db
def test_a_bulk_change_is_without_details_once_somebody_it_was_about_is_forgotten() -> None:
    user = make_user()
    ticket = make_ticket(customer_name="Old Name", email="jana@example.org")
    other = make_ticket(customer_name="Other", email="jan@example.org")
    named, apart = name_a_customer(ticket, "Jana Nova", user), name_a_customer(other, "Jan", user)
    undoing = undo_execution(named, author=user, by=Actor.person(user))
    again = name_a_customer(ticket, "Jana Nova", user)
    assert "Jana Nova" in kept_of(again)
    assert "Old Name" in kept_of(named)
    forget("contact", ticket.contact_id or 0)
    for execution in (named, undoing, again):
        assert not any(name in kept_of(execution) for name in ("Jana Nova", "Old Name"))
        assert execution.forgotten_at
        assert execution.done == 1, "how many it changed is known all the same"
    assert "Jan" in kept_of(apart)
    assert apart.is_reversible


@pytest.mark.django_db
def test_a_bulk_change_without_details_is_not_taken_back() -> None:
    user, ticket = make_user(), make_ticket(customer_name="Old Name", email="jana@example.org")
    execution = name_a_customer(ticket, "Jana Nova", user)
    forget("contact", ticket.contact_id or 0)
    execution.refresh_from_db()
    assert not execution.is_reversible
    with pytest.raises(ExecutionRefused):
        undo_execution(execution, author=user, by=Actor.person(user))


@pytest.mark.django_db
def test_a_bulk_change_under_way_names_nobody_any_more_who_is_forgotten(small_chunks: None) -> None:
    user = make_user()
    tickets = [make_ticket(customer_name="Old Name", email=f"jana{n}@example.org") for n in range(4)]
    steps = [{"step": "set_field", "field": "customer", "value": "Jana Nova"}]
    execution = begin(steps, [one.pk for one in tickets], user)
    run_chunk(execution.pk)
    with recorded() as events:
        forget("contact", tickets[0].contact_id or 0)
        jobs.run_all()
    assert [event.kind for event in events] == ["execution.stopped"]
    assert (counts(execution), execution.state) == ((4, 2, 0, 0, 0), "stopped")
    assert "Jana" not in kept_of(execution)


@pytest.mark.django_db
def test_a_user_is_forgotten_as_the_author_of_bulk_changes_and_where_rows_could_not_be_given_to_them() -> None:
    author, gone = make_user(name="Petra Author"), make_user(name="Gone Person")
    give = [{"step": "assign_agent", "agent": gone.pk}]
    mine, ticket = begin(URGENT, [make_ticket().pk], author), make_ticket()
    steps = parse_steps(give, "ticket")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    by = Actor.system("test")
    given = begin_execution(steps, chosen("ticket", author, [ticket.pk]), subject="ticket", author=None, by=by)
    assert "Gone Person" in kept_of(given)
    assert "Petra Author" in kept_of(mine)
    forget("user", gone.pk)
    assert "Gone Person" not in kept_of(given)
    forget("user", author.pk)
    assert "Petra Author" not in kept_of(mine)
    assert mine.is_reversible, "what was done to tickets is not about its author"
