"""A person who is forgotten is named nowhere in the journal; what happened stays."""

import pytest
from django.db import transaction

from amends.journal.actors import Actor, ActorKind
from amends.journal.events import EventKind
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


def test_forgetting_costs_the_same_for_one_event_and_for_a_hundred():
    def forgotten(contact: int, events: int) -> int:
        with transaction.atomic():
            record_many([(CallTaken(caller="Jana"), {"contact": contact})] * events, by=Actor.clock())
        return len(queries_of(lambda: forget("contact", contact)))

    assert forgotten(1, 1) == forgotten(2, 100)
    assert not Event.objects.filter(payload__caller="Jana").exists()
