"""Whom an event concerns, and telling them: once each, however often it is tried."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from amends.activities.models import Activity
from amends.activities.presets import PRESETS
from amends.journal.actors import ActorKind
from amends.journal.models import Event, with_subjects
from amends.notifications.models import Notification, Reason, Silence
from amends.people.models import ApiToken, Role, User
from amends.tickets.models import Ticket
from amends.vocabulary import Asker
from amends.vocabulary.subjects import subject_kinds

MORNING = 7
"""The hour, in each person's own time zone, at which they are told what is due."""


def tell(events: Iterable[Event]) -> None:
    """Notify whom the events concern, unless they did it themselves, have left, or want no such news."""
    rows = with_subjects(event for event in events if event.fact.hearers())
    if not rows:
        return
    about = _what_they_are_about(rows)
    deaf, authors = _who_wants_no(rows), _authors_of(rows)
    Notification.objects.bulk_create(
        [
            _told(event, user, reason, about[event.pk])
            for event in rows
            if event.pk in about
            for user, reason in event.fact.hearers()
            if user != authors.get(event.pk) and (user, reason) not in deaf and about[event.pk].is_for(user)
        ],
        ignore_conflicts=True,
    )


@dataclass(frozen=True)
class _About:
    """What an event is about, as notifications keep it."""

    kind: str
    id: int
    title: str
    ticket_number: str
    barred: Set[int]
    """Who is not told of it: of other things than tickets nobody says yet what limited agents may see."""

    def is_for(self, user: int) -> bool:
        return user not in self.barred


def _told(event: Event, user: int, reason: str, about: _About) -> Notification:
    return Notification(
        user_id=user,
        occurrence=f"event:{event.pk}",
        reason=reason,
        event=event,
        by=event.actor_label,
        by_rule=event.actor_kind == ActorKind.RULE,
        subject_kind=about.kind,
        subject_id=about.id,
        ticket_number=about.ticket_number,
        activity_id=event.subject_id("activity"),
        title=about.title[:200],
    )


def _what_they_are_about(events: list[Event]) -> dict[int, _About]:
    """By event; those whose ticket is gone, and those about nothing, lack."""
    tickets = _tickets_of(events)
    others = {event.pk: place for event in events if "ticket" not in event.about and (place := _main_subject(event))}
    named, limited = _named(others.values()), _limited(events) if others else frozenset()
    found = {}
    for event in events:
        title = str(event.payload.get("name") or "")
        place = _main_subject(event)
        if place and (ticket := tickets.get(event.subject_id("ticket"))):
            found[event.pk] = _About(*place, title or ticket.subject, ticket.number, frozenset())
        elif event.pk in others:
            place = others[event.pk]
            found[event.pk] = _About(*place, title or named.get(place, ""), "", limited)
    return found


def _main_subject(event: Event) -> tuple[str, int] | None:
    """The first that its kind declares, of those that it has."""
    return next(((kind, event.about[kind]) for kind in event.fact.subjects if kind in event.about), None)


def _named(places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """What these are called, as far as their kind can say: one query for each kind."""
    ids: dict[str, set[int]] = {}
    for kind, number in places:
        ids.setdefault(kind, set()).add(number)
    kinds = subject_kinds()
    return {
        (kind, number): named.name
        for kind, wanted in ids.items()
        if kind in kinds
        for number, named in kinds[kind].named(wanted).items()
    }


def _limited(events: list[Event]) -> frozenset[int]:
    """The limited agents among those who would hear."""
    hearers = {user for event in events for user, _reason in event.fact.hearers()}
    return frozenset(User.objects.filter(pk__in=hearers, role=Role.LIMITED).values_list("pk", flat=True))


def _tickets_of(events: list[Event]) -> dict[int | None, Ticket]:
    numbers = {event.about["ticket"] for event in events if "ticket" in event.about}
    return {ticket.pk: ticket for ticket in Ticket.objects.filter(pk__in=numbers).only("number", "subject").order_by()}


def _who_wants_no(events: list[Event]) -> set[tuple[int, str]]:
    """Those of the hearers, with the reason, who are not to be told."""
    asked = {hearer for event in events for hearer in event.fact.hearers()}
    people = {user for user, _reason in asked}
    here = set(User.objects.active().filter(pk__in=people).values_list("pk", flat=True))
    silent = set(Silence.objects.filter(user__in=people).values_list("user_id", "reason"))
    return {(user, reason) for user, reason in asked if user not in here or (user, reason) in silent}


def tell_what_is_due(now: datetime | None = None) -> int:
    """Tell everybody for whom it is morning how many of their activities are due today; the number of people told.

    Said once a day: whoever has been told today, in their own time zone, is left alone.
    """
    now = now or timezone.now()
    people = [
        person
        for person in User.objects.active().exclude(silences__reason=Reason.DUE_TODAY)
        if now.astimezone(person.zone).hour >= MORNING
    ]
    return sum(_tell_due(person, now.astimezone(person.zone)) for person in people)


def _tell_due(person: User, here: datetime) -> bool:
    occurrence = f"today:{here.date()}"
    if Notification.objects.of(person).filter(occurrence=occurrence).exists():
        return False
    due_today = PRESETS["today"].condition(Asker.of(person, now=here))
    count = Activity.objects.kept().filter(due_today, assignee=person).count()
    if not count:
        return False
    _row, is_new = Notification.objects.get_or_create(
        user=person, occurrence=occurrence, defaults={"reason": Reason.DUE_TODAY, "count": count}
    )
    return bool(is_new)


def _authors_of(events: list[Event]) -> dict[int, int]:
    """The person behind each event, also when they used a token."""
    tokens = {event.actor_id or 0 for event in events if event.actor_kind == ActorKind.TOKEN}
    owners = dict(ApiToken.objects.filter(pk__in=tokens).values_list("pk", "user_id")) if tokens else {}
    people = {
        event.pk: event.actor_id if event.actor_kind == ActorKind.PERSON else owners.get(event.actor_id or 0)
        for event in events
        if event.actor_kind in (ActorKind.PERSON, ActorKind.TOKEN)
    }
    return {event: person for event, person in people.items() if person is not None}
