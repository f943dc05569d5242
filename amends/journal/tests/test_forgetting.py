"""A person who is forgotten is named nowhere in the journal; what happened stays."""

from typing import Any

import pytest
from django.db import transaction

from amends.journal.actors import Actor, ActorKind
from amends.journal.events import WHOLE_ACT, EventKind
from amends.journal.forgetting import forget
from amends.journal.models import Event
from amends.journal.recording import record, record_many
from amends.kit.testing import queries_of

pytestmark = pytest.mark.django_db


class CallTaken(EventKind):
    code = "test.call_taken"
    label = "Call taken"
    subjects = ("contact", "user")
    personal = {"caller": "contact", "numbers": "contact", "by_name": "by"}

    caller: str
    numbers: list[str] = []
    by: int | None = None
    by_name: str = ""
    minutes: int = 3


def test_a_contact_is_forgotten_in_events_about_them_and_in_no_others():
    about = record(CallTaken(caller="Jana", numbers=["777"], by=4, by_name="Petra"), by=Actor.clock(), contact=8)
    other = record(CallTaken(caller="Jan"), by=Actor.clock(), contact=9)
    forget("contact", 8)
    assert Event.objects.get(pk=about.pk).fact == CallTaken(caller="", by=4, by_name="Petra")
    assert Event.objects.get(pk=other.pk).fact == CallTaken(caller="Jan")


def test_a_user_is_forgotten_where_they_are_named_and_as_an_author():
    person = Actor(ActorKind.PERSON, 4, "Petra")
    named = record(CallTaken(caller="Jana", by=4, by_name="Petra"), by=Actor.clock(), contact=8)
    done = record(CallTaken(caller="Jan"), by=person, contact=9)
    other = record(CallTaken(caller="Jan", by=5, by_name="Oliver"), by=Actor(ActorKind.PERSON, 5, "Oliver"), contact=8)
    forget("user", 4)
    assert Event.objects.get(pk=named.pk).fact == CallTaken(caller="Jana", by=4)
    assert Event.objects.get(pk=done.pk).actor_label == ""
    kept = Event.objects.get(pk=other.pk)
    assert (kept.fact, kept.actor_label) == (other.fact, "Oliver")


class ManyCalled(EventKind):
    code = "test.many_called"
    label = "Many called"
    subjects = ("execution",)
    personal = {"steps": WHOLE_ACT}

    steps: list[dict[str, Any]]


def test_a_contact_is_forgotten_as_the_author_of_their_own_deeds():
    own = record(CallTaken(caller=""), by=Actor(ActorKind.CUSTOMER, 8, "Jana Nova"), contact=8)
    of_a_person = record(CallTaken(caller=""), by=Actor(ActorKind.PERSON, 8, "Petra"), contact=9)
    forget("contact", 8)
    assert Event.objects.get(pk=own.pk).actor_label == ""
    assert Event.objects.get(pk=of_a_person.pk).actor_label == "Petra"


def test_what_a_deed_on_many_tells_once_is_blanked_with_any_of_them():
    by, another = Actor.clock(), Actor.clock()
    told = record(ManyCalled(steps=[{"value": "Jana Nova"}]), by=by, execution=1)
    record(CallTaken(caller="Jana"), by=by, contact=8)
    other = record(ManyCalled(steps=[{"value": "Jan"}]), by=another, execution=2)
    record(CallTaken(caller="Jan"), by=another, contact=9)
    forget("contact", 8)
    assert Event.objects.get(pk=told.pk).fact == ManyCalled(steps=[])
    assert Event.objects.get(pk=other.pk).fact == other.fact


def test_forgetting_costs_the_same_for_one_event_and_for_a_hundred():
    def forgotten(contact: int, events: int) -> int:
        with transaction.atomic():
            record_many([(CallTaken(caller="Jana"), {"contact": contact})] * events, by=Actor.clock())
        return len(queries_of(lambda: forget("contact", contact)))

    assert forgotten(1, 1) == forgotten(2, 100)
    assert not Event.objects.filter(payload__caller="Jana").exists()
