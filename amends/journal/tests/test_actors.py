"""Who did it, on whose account, and for which rows."""

import pytest

from amends.journal.actors import Actor, ActorKind, Authors, authors
from amends.journal.models import Event


def event_by(actor: Actor) -> Event:
    return Event(pk=7, actor_kind=actor.kind, actor_id=actor.id, act=actor.act, depth=actor.depth)


PETRA = Actor(ActorKind.PERSON, 5, "Petra Malá")


@pytest.mark.req("Q18")
def test_who_reacts_to_a_persons_deed_knows_the_person():
    reacting = Actor.system("rules").because(event_by(PETRA))
    assert reacting.causer == 5


@pytest.mark.parametrize("kind", [kind for kind in ActorKind if kind != ActorKind.PERSON])
def test_nobody_is_the_causer_of_what_no_person_did(kind: ActorKind):
    assert Actor.system("rules").because(event_by(Actor(kind, 5))).causer is None


def test_one_actor_does_it_on_every_row():
    assert authors(PETRA).of(1) is PETRA
    assert authors(authors(PETRA)).of(2) is PETRA


def test_each_row_may_have_an_author_of_its_own():
    by = Authors({1: PETRA, 2: PETRA.because(event_by(PETRA))})
    assert authors(by).of(1).depth == 0
    assert authors(by).of(2).cause == 7
