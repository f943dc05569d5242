"""Steps on sets: one and many do the same, and what was done can be taken back."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from amends.activities.actions import complete_activity, complete_many, delete_activity
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.journal.actors import Actor, ActorKind, Authors, By
from amends.journal.models import Event
from amends.journal.testing import recorded
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.testing import assert_same_budget, queries_of
from amends.people.models import User
from amends.people.tests.make import make_user
from amends.tickets.actions import change_priority, change_status
from amends.tickets.defaults import TYPES
from amends.tickets.models import Priority, Queue, Tag, Ticket, TicketTag, TicketType
from amends.tickets.tests.make import make_actor, make_category, make_queue, make_tag, make_ticket, returns, status
from amends.vocabulary import Step, parse_steps, steps_for
from amends.vocabulary.changing import changeable_fields

pytestmark = pytest.mark.django_db

CODES = sorted(f"{draft.code}.{status.code}" for draft in TYPES for status in draft.statuses)
NOW = datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=UTC)
EARLIER = NOW - timedelta(days=3, seconds=17)
GONE = 9_000_000
"""An id that no row has."""


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield


TICKET_VALUES: dict[str, list[Any]] = {
    "status": [*CODES],
    "agent": ["ann", "left", None],
    "queue": ["east", "west", None],
    "category": ["transport", None],
    "priority": [str(one) for one in Priority],
    "subject": ["Hats", "Gloves", None],
    "customer": ["Jana", "Eva", None],
    "email": ["jana@example.org", "eva@example.org", None],
    "phone": ["777", "778", None],
    "order_code": ["A-1", None],
    "carrier": ["DPD", "PPL", None],
    "due": [None, "2026-11-26", (NOW + timedelta(days=2)).isoformat()],
}
ACTIVITY_VALUES: dict[str, list[Any]] = {
    "assignee": ["ann", "left", None],
    "status": ["open", "closed"],
    "due": [None, "2026-11-26", "2026-11-26T08:15:30+00:00", (NOW + timedelta(days=2)).isoformat()],
    "name": ["Call", "Write"],
    "description": [None, "Twice,\nwith lines"],
}


def setting(code: str, values: dict[str, list[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """The step that sets a field, whichever, to one of its values."""
    each = [(field, value) for field, several in values.items() for value in several]
    return st.sampled_from(each).map(lambda one: {"step": code, "field": one[0], "value": one[1]})


ticket_drafts = st.fixed_dictionaries(
    {
        "status": st.sampled_from(CODES),
        "agent": st.sampled_from(["nobody", "ann", "left"]),
        "queue": st.sampled_from(["", "east", "west"]),
        "priority": st.sampled_from(list(Priority)),
        "tags": st.sets(st.sampled_from(["vip", "late"])),
        "due_at": st.sampled_from([None, NOW + timedelta(days=2)]),
        "carrier": st.sampled_from(["", "DPD", "PPL"]),
        "subject": st.sampled_from(["", "Hats"]),
        "customer_name": st.sampled_from(["", "Jana", "Jan"]),
        "email": st.sampled_from(["jana@example.org", "jan@example.org"]),
    }
)
TICKET_STEPS = [
    st.builds(
        lambda code, others: {
            "step": "change_status",
            "status": code,
            "others": [one for one in dict.fromkeys(others) if one != code],
        },
        st.sampled_from([*CODES, "gone.gone"]),
        st.lists(st.sampled_from([*CODES, "gone.gone"]), max_size=2),
    ),
    st.builds(lambda who: {"step": "assign_agent", "agent": who}, st.sampled_from(["ann", "left", "nobody", GONE])),
    st.builds(lambda tag: {"step": "add_tag", "tag": tag}, st.sampled_from(["vip", "late", "gone"])),
    st.builds(lambda tag: {"step": "remove_tag", "tag": tag}, st.sampled_from(["vip", "late", "gone"])),
    st.builds(lambda code: {"step": "change_priority", "priority": str(code)}, st.sampled_from(list(Priority))),
    st.builds(lambda code: {"step": "change_queue", "queue": code}, st.sampled_from(["east", "west", "gone"])),
    st.builds(lambda code: {"step": "change_category", "category": code}, st.sampled_from(["transport", "gone"])),
    st.builds(lambda days: {"step": "set_deadline", "days": days}, st.integers(0, 3)),
    st.builds(
        lambda who, due: {"step": "create_activity", "name": "Call", "assignee": who, "due": due},
        st.sampled_from(["nobody", "agent", "causer", "left"]),
        st.sampled_from([None, {"days": 7}, {"hours": 5}]),
    ),
    setting("set_field", TICKET_VALUES),
]
ticket_steps = st.one_of(TICKET_STEPS)
activity_drafts = st.fixed_dictionaries(
    {
        "assignee": st.sampled_from(["nobody", "ann", "left"]),
        "due_at": st.sampled_from([None, NOW - timedelta(days=1), NOW + timedelta(days=2)]),
        "all_day": st.booleans(),
        "is_told": st.booleans(),
        "description": st.sampled_from(["", "Once"]),
        "state": st.sampled_from(["open", "closed", "deleted", "both"]),
    }
)
ACTIVITY_STEPS = [
    st.just({"step": "complete_activity"}),
    st.just({"step": "reopen_activity"}),
    st.just({"step": "delete_activity"}),
    st.builds(lambda who: {"step": "assign_activity", "user": who}, st.sampled_from(["ann", "left", "nobody", GONE])),
    st.builds(lambda day: {"step": "postpone_activity", "day": day}, st.sampled_from(["2026-11-26", "2027-01-01"])),
    setting("set_activity_field", ACTIVITY_VALUES),
]
activity_steps = st.one_of(ACTIVITY_STEPS)


@pytest.fixture
def people() -> dict[str, User | None]:
    for code in ("east", "west"):
        make_queue(code)
    for code in ("vip", "late"):
        make_tag(code)
    make_category("transport")
    return {"ann": make_user(name="Ann"), "left": make_user(name="Leo"), "nobody": None}


def tickets_of(drafts: Sequence[dict[str, Any]], people: dict[str, Any]) -> list[Ticket]:
    made = []
    for draft in drafts:
        ticket = make_ticket(
            type=TicketType.objects.get(code=draft["status"].split(".")[0]),
            status=draft["status"],
            priority=draft["priority"],
            due_at=draft["due_at"],
            tags=Tag.objects.filter(code__in=draft["tags"]),
            at=EARLIER,
        )
        queue = Queue.objects.filter(code=draft["queue"]).first()
        details = {name: draft[name] for name in ("carrier", "subject", "customer_name", "email")}
        Ticket.objects.filter(pk=ticket.pk).update(agent=people[draft["agent"]], queue=queue, **details)
        made.append(ticket)
    return made


def activities_of(drafts: Sequence[dict[str, Any]], people: dict[str, Any]) -> list[Activity]:
    made = []
    for draft in drafts:
        activity = make_activity(name="Call", due_at=draft["due_at"], all_day=draft["all_day"], at=EARLIER)
        told = EARLIER if draft["is_told"] and draft["due_at"] else None
        Activity.objects.filter(pk=activity.pk).update(
            assignee=people[draft["assignee"]], expired_at=told, description=draft["description"]
        )
        if draft["state"] in ("closed", "both"):
            with clock_at(EARLIER):
                complete_activity(activity, by=make_actor())
        if draft["state"] in ("deleted", "both"):
            with clock_at(EARLIER):
                delete_activity(activity, by=make_actor())
        made.append(activity)
    return made


def step_of(raw: dict[str, Any], subject: str, people: dict[str, Any]) -> Step:
    named = dict(raw)
    for key in ("agent", "user"):
        if raw.get(key) in people:
            named[key] = getattr(people[raw[key]], "pk", None)
    if raw.get("field") in ("agent", "assignee") and raw["value"]:
        named["value"] = str(people[raw["value"]].pk)
    if named.get("assignee") == "left":
        named |= {"assignee": "user", "user": people["left"].pk}
    (step,) = parse_steps([named], subject)
    return step


def ticket_state(pk: int) -> dict[str, Any]:
    row: Any = Ticket.objects.filter(pk=pk).values(
        "status__code", "agent", "queue__code", "priority", "due_at", "closed_at", "waiting_since", "updated_at",
        "subject", "customer_name", "email", "phone", "order_code", "carrier",
    )[0]  # fmt: skip
    row["tags"] = sorted(Ticket.objects.get(pk=pk).tags.values_list("code", flat=True))
    row["activities"] = list(
        Activity.objects.kept().filter(ticket=pk).order_by("pk").values_list(
            "name", "assignee", "due_at", "all_day", "rule_id", "rule_name", "created_by_label", "created_at"
        )
    )  # fmt: skip
    return row


def activity_state(pk: int) -> dict[str, Any]:
    names = ("assignee", "due_at", "all_day", "status", "completed_at", "completed_by", "expired_at", "deleted_at")
    return Activity.objects.filter(pk=pk).values(*names, "name", "description", "updated_at")[0]


def author(number: int, person: User) -> Actor:
    """A different one for each row: a rule in a chain that a person began, or the person."""
    if number % 2:
        return Actor.person(person)
    act = UUID(int=number + 1)
    return Actor(ActorKind.RULE, 7, "Parcel watch", act=act, cause=None, depth=number, causer=person.pk)


def events_by_row(events: list[Event], rows: Sequence[Any], subject: str) -> list[list[Any]]:
    """What was recorded of each row, in order, without the numbers that must differ."""

    def is_of(event: Event, row: Any) -> bool:
        if subject == "activity":
            return event.payload["activity"] == row.pk
        return event.subject_id("ticket") == row.pk

    return [
        [
            (
                event.kind,
                {key: value for key, value in event.payload.items() if key != "activity"},
                (event.actor_kind, event.actor_id, event.actor_label, event.act, event.cause_id, event.depth),
            )
            for event in events
            if is_of(event, row)
        ]
        for row in rows
    ]


def told(outcome: Outcome) -> tuple[Any, ...]:
    return outcome.state, str(outcome.reason), type(outcome.refusal)


@pytest.mark.parametrize(("subject", "drawn"), [("ticket", TICKET_STEPS), ("activity", ACTIVITY_STEPS)])
def test_every_step_there_is_and_every_field_that_can_be_set_is_tried(subject: str, drawn: list[Any]) -> None:
    tried = {find(one, lambda raw: True)["step"] for one in drawn}
    assert tried == {step.code for step in steps_for(subject) if ".tests." not in step.__module__}
    values = TICKET_VALUES if subject == "ticket" else ACTIVITY_VALUES
    assert set(values) == {field.code for field in changeable_fields(subject)}


World = Callable[[Sequence[dict[str, Any]], dict[str, Any]], list[Any]]


def compare(
    make: World, state: Callable[[int], Any], subject: str, drafts: Any, raw: Any, apart: bool, people: Any
) -> None:
    singly, together = make(drafts, people), make(drafts, people)
    User.objects.filter(pk=people["left"].pk).update(is_active=False)
    step = step_of(raw, subject, people)
    by_hand = [author(number, people["ann"]) if apart else author(0, people["ann"]) for number in range(len(drafts))]
    many_by: By = by_hand[0] if not apart and by_hand else make_actor()
    if apart:
        many_by = Authors({row.pk: actor for row, actor in zip(together, by_hand, strict=True)} | {GONE: make_actor()})
    with clock_at(NOW):
        with recorded() as one_by_one:
            expected = [step.run(row.pk, actor) for row, actor in zip(singly, by_hand, strict=True)]
        with recorded() as at_once:
            ids = [row.pk for row in reversed(together)]
            outcomes: Outcomes = step.run_many([*ids, GONE, *ids[:2]], many_by)
    assert [state(row.pk) for row in singly] == [state(row.pk) for row in together]
    assert events_by_row(one_by_one, singly, subject) == events_by_row(at_once, together, subject)
    assert len(one_by_one) == len(at_once)
    assert [told(outcome) for outcome in expected] == [told(outcomes[row.pk]) for row in together]
    assert set(outcomes) == {GONE, *ids}
    assert (outcomes[GONE].state, bool(outcomes[GONE].reason)) == ("skipped", True)
    User.objects.filter(pk=people["left"].pk).update(is_active=True)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drafts=st.lists(ticket_drafts, max_size=5), raw=ticket_steps, apart=st.booleans())
def test_one_and_many_tickets_have_the_same_rows_events_and_outcomes(
    people: dict[str, Any], drafts: list[dict[str, Any]], raw: dict[str, Any], apart: bool
):
    compare(tickets_of, ticket_state, "ticket", drafts, raw, apart, people)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drafts=st.lists(activity_drafts, max_size=5), raw=activity_steps, apart=st.booleans())
def test_one_and_many_activities_have_the_same_rows_events_and_outcomes(
    people: dict[str, Any], drafts: list[dict[str, Any]], raw: dict[str, Any], apart: bool
):
    compare(activities_of, activity_state, "activity", drafts, raw, apart, people)


# --- Taking back ----------------------------------------------------------------------------------------------------


def take_back(make: World, state: Callable[[int], Any], subject: str, drafts: Any, raw: Any, people: Any) -> None:
    rows = make(drafts, people)
    before = [state(row.pk) for row in rows]
    step = step_of(raw, subject, people)
    with clock_at(NOW):
        outcomes = step.run_many([row.pk for row in rows], make_actor())
    if not step.reversible:
        return
    done = {pk: outcome.former for pk, outcome in outcomes.items() if outcome.is_done}
    with clock_at(NOW + timedelta(minutes=1)):
        undone = step.undo_many(done, make_actor())
    assert {pk: told(outcome) for pk, outcome in undone.items()} == {pk: ("done", "", type(None)) for pk in done}
    after = [state(row.pk) for row in rows]
    for row in (*before, *after):
        row.pop("updated_at")
    assert before == after


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drafts=st.lists(ticket_drafts, max_size=4), raw=ticket_steps)
def test_what_was_done_to_tickets_can_be_taken_back_to_the_moment(
    people: dict[str, Any], drafts: list[dict[str, Any]], raw: dict[str, Any]
):
    take_back(tickets_of, ticket_state, "ticket", drafts, raw, people)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drafts=st.lists(activity_drafts, max_size=4), raw=activity_steps)
def test_what_was_done_to_activities_can_be_taken_back_to_the_moment(
    people: dict[str, Any], drafts: list[dict[str, Any]], raw: dict[str, Any]
):
    take_back(activities_of, activity_state, "activity", drafts, raw, people)


def test_what_has_changed_since_is_not_taken_back():
    moved, stayed = make_ticket(), make_ticket()
    (step,) = parse_steps([{"step": "change_status", "status": "warranty_claim.waiting_return"}], "ticket")
    done = step.run_many([moved.pk, stayed.pk], make_actor())
    change_status(moved, to=status("assessing"), by=make_actor())
    undone = step.undo_many({pk: outcome.former for pk, outcome in done.items()}, make_actor())
    assert (str(undone[moved.pk].reason), undone[stayed.pk].state) == ("It has been changed since.", "done")
    (step,) = parse_steps([{"step": "change_priority", "priority": "high"}], "ticket")
    done = step.run_many([moved.pk, stayed.pk], make_actor())
    change_priority(moved, to=Priority.URGENT, by=make_actor())
    undone = step.undo_many({pk: outcome.former for pk, outcome in done.items()}, make_actor())
    assert (undone[moved.pk].state, undone[stayed.pk].state) == ("skipped", "done")


# --- Statements -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        {"step": "change_status", "status": "warranty_claim.waiting_return"},
        {"step": "assign_agent", "agent": "ann"},
        {"step": "change_status", "status": "warranty_claim.waiting_return", "others": ["return.waiting_return"]},
        {"step": "add_tag", "tag": "vip"},
        {"step": "remove_tag", "tag": "late"},
        {"step": "change_priority", "priority": "high"},
        {"step": "change_queue", "queue": "east"},
        {"step": "set_deadline", "days": 3},
        {"step": "create_activity", "name": "Call", "assignee": "agent", "due": {"days": 7}},
    ],
    ids=lambda raw: raw["step"],
)
def test_a_step_needs_the_same_number_of_statements_for_3_and_for_300_tickets(
    raw: dict[str, Any], people: dict[str, Any]
):
    late = Tag.objects.filter(code="late")
    first = make_ticket(agent=people["ann"] if raw["step"] == "create_activity" else None, tags=late)
    few = [first.pk, make_ticket(tags=late).pk, make_ticket(status="assessing").pk]
    many = [copy_of(first) for _number in range(300)]
    if raw.get("others"):
        few, many = [*few, make_ticket(type=returns()).pk], [*many, make_ticket(type=returns()).pk]
    step, person = step_of(raw, "ticket", people), people["ann"]
    each = Authors({pk: Actor.person(person) for pk in (*few, *many)})
    assert_same_budget(queries_of(lambda: step.run_many(few, each)), queries_of(lambda: step.run_many(many, each)))


def copy_of(ticket: Ticket) -> int:
    """The same ticket once more, without going through the action each time."""
    row = Ticket.objects.get(pk=ticket.pk)
    row.pk, row._state.adding, row.request_key = None, True, None
    row.number = f"X{Ticket.objects.count()}"
    row.save()
    TicketTag.objects.bulk_create(TicketTag(ticket=row, tag=tag) for tag in ticket.tags.all())
    return int(row.pk or 0)


@pytest.mark.parametrize(
    "raw",
    [{"step": "complete_activity"}, {"step": "reopen_activity"}, {"step": "delete_activity"},
     {"step": "assign_activity", "user": "ann"}, {"step": "postpone_activity", "day": "2027-01-01"}],
    ids=lambda raw: raw["step"],
)  # fmt: skip
def test_a_step_needs_the_same_number_of_statements_for_3_and_for_30_activities(
    raw: dict[str, Any], people: dict[str, Any]
):
    few, many = [make_activity().pk for _ in range(3)], [make_activity().pk for _ in range(30)]
    if raw["step"] == "reopen_activity":
        complete_many([*few, *many], by=make_actor())
    step = step_of(raw, "activity", people)
    assert_same_budget(
        queries_of(lambda: step.run_many(few, make_actor())), queries_of(lambda: step.run_many(many, make_actor()))
    )
