"""Leaving: access ends, work goes to somebody, history stays."""

import pytest
from django.test import Client

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit import jobs
from amends.people import handover
from amends.people import jobs as people_jobs
from amends.people.actions import deactivation
from amends.people.actions.deactivation import deactivate_user, reactivate_user
from amends.people.actions.tokens import make_token
from amends.people.handover import Handover, being_handed_over, open_work, pass_on_chunk, register_handover
from amends.people.jobs import resume_handovers
from amends.people.models import Leaving, Role, Scope, Team, User
from amends.people.refusals import DeactivationRefused, LastAdministrator
from amends.people.tests.make import make_user
from amends.people.tokens import authenticate_token

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


PARCELS = User.teams.through
"""Stands for the work of an app on a higher floor: rows that belong to a person."""


@pytest.fixture
def desk(monkeypatch) -> None:
    """Parcels on people's desks are handed over; nothing else is."""
    monkeypatch.setattr(handover, "_kinds", {})

    def give(ids: list[int], successor: User | None, *, by: Actor) -> int:
        rows = PARCELS.objects.filter(pk__in=ids)
        return rows.update(user=successor) if successor else rows.delete()[0]

    register_handover(Handover("parcels", "Parcels", rows=lambda user: PARCELS.objects.filter(user=user), give=give))


@pytest.fixture
def small_chunks(monkeypatch) -> None:
    """Chunks of two, and three parcels are many."""
    monkeypatch.setattr(handover, "CHUNK", 2)
    monkeypatch.setattr(deactivation, "AT_ONCE", 2)


def bring(user: User, parcels: int) -> None:
    for number in range(parcels):
        PARCELS.objects.create(user=user, team=Team.objects.create(name=f"{user.pk}/{number}"))


def parcels_of(user: User) -> int:
    return PARCELS.objects.filter(user=user).count()


def test_open_work_goes_to_the_successor(desk):
    leaver, heir = make_user(name="Leaver"), make_user(name="Heir")
    bring(leaver, 3)
    assert [(work.kind.code, work.count) for work in open_work(leaver)] == [("parcels", 3)]
    with recorded() as events:
        deactivate_user(leaver, successor=heir, by=BY)
    assert (parcels_of(leaver), parcels_of(heir)) == (0, 3)
    assert [event.kind for event in events] == ["people.user_deactivated"]
    assert events[0].payload["handed_over"] == {"parcels": 3}
    assert events[0].fact.sentence() == "Leaver was deactivated; their open work went to Heir"
    assert jobs.waiting() == 0, "a little is done at once"


def test_work_may_be_left_to_nobody(desk):
    leaver = make_user()
    bring(leaver, 2)
    deactivate_user(leaver, successor=None, by=BY)
    assert not PARCELS.objects.exists()


def test_a_failing_handover_leaves_everything_as_it_was(desk):
    leaver = make_user()
    for user in (leaver, make_user()):
        bring(user, 1)

    def broken(ids, successor, *, by):
        raise RuntimeError("no")

    register_handover(Handover("broken", "Broken", rows=lambda user: PARCELS.objects.all(), give=broken))
    with pytest.raises(RuntimeError), recorded() as events:
        deactivate_user(leaver, successor=None, by=BY)
    leaver.refresh_from_db()
    assert (leaver.is_active, parcels_of(leaver)) == (True, 1)
    assert events == []


def test_who_leaves_much_behind_is_out_at_once_and_their_work_goes_in_the_background(desk, small_chunks):
    leaver, heir = make_user(), make_user()
    bring(leaver, 5)
    with recorded() as events:
        assert not deactivate_user(leaver, successor=heir, by=BY).is_active
    assert events[0].payload["handed_over"] == {"parcels": 5}
    assert (parcels_of(heir), being_handed_over(leaver)) == (0, 5)
    assert pass_on_chunk(leaver.pk)
    assert (parcels_of(heir), being_handed_over(leaver)) == (2, 3)
    jobs.run_all()
    assert (parcels_of(heir), being_handed_over(leaver)) == (5, None)


def test_a_handover_that_nobody_works_on_goes_on_where_it_was(desk, small_chunks):
    leaver, heir = make_user(), make_user()
    bring(leaver, 5)
    deactivate_user(leaver, successor=heir, by=BY)
    pass_on_chunk(leaver.pk)
    jobs.forget_everything()
    resume_handovers()
    assert jobs.run_all() == 0, "somebody was at work a moment ago"
    Leaving.objects.update(heard_at="2026-01-01T00:00Z")
    resume_handovers()
    jobs.run_all()
    assert (parcels_of(heir), being_handed_over(leaver)) == (5, None)


def test_a_long_handover_lets_others_have_their_turn(desk, small_chunks, monkeypatch):
    monkeypatch.setattr(people_jobs, "ROUND", 1)
    leaver = make_user()
    bring(leaver, 5)
    deactivate_user(leaver, successor=None, by=BY)
    assert jobs.run_all() == 4, "three with a chunk each, and one that finds nothing left"
    assert not PARCELS.objects.exists()


def test_who_comes_back_in_the_middle_keeps_what_is_left(desk, small_chunks):
    leaver, heir = make_user(), make_user()
    bring(leaver, 5)
    deactivate_user(leaver, successor=heir, by=BY)
    pass_on_chunk(leaver.pk)
    reactivate_user(leaver, by=BY)
    jobs.run_all()
    assert (parcels_of(leaver), parcels_of(heir), being_handed_over(leaver)) == (3, 2, None)


def test_what_is_still_coming_to_a_successor_who_leaves_too_goes_to_theirs(desk, small_chunks):
    leaver, heir, last = make_user(), make_user(), make_user()
    bring(leaver, 5)
    deactivate_user(leaver, successor=heir, by=BY)
    pass_on_chunk(leaver.pk)
    deactivate_user(heir, successor=last, by=BY)
    jobs.run_all()
    assert [parcels_of(user) for user in (leaver, heir, last)] == [0, 0, 5]


def test_nobody_inherits_their_own_work_and_nobody_absent_inherits(desk):
    leaver = make_user()
    for heir in (leaver, make_user(is_active=False), make_user(joined_at=None)):
        with pytest.raises(DeactivationRefused) as refused:
            deactivate_user(leaver, successor=heir, by=BY)
        assert refused.value.field == "successor"


def test_the_last_administrator_cannot_leave():
    administrator = make_user(Role.ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        deactivate_user(administrator, successor=None, by=BY)


def test_deactivating_twice_records_once():
    user = make_user()
    with recorded() as events:
        deactivate_user(user, successor=None, by=BY)
        deactivate_user(user, successor=None, by=BY)
        reactivate_user(user, by=BY)
        reactivate_user(user, by=BY)
    assert [event.kind for event in events] == ["people.user_deactivated", "people.user_reactivated"]


def test_sessions_end_and_do_not_come_back_with_the_person(client: Client):
    user = make_user()
    client.force_login(user)
    assert client.get("/profile").status_code == 200
    deactivate_user(user, successor=None, by=BY)
    assert client.get("/profile").status_code == 302
    reactivate_user(user, by=BY)
    assert client.get("/profile").status_code == 302


def test_tokens_end_with_the_person_and_do_not_come_back_with_them():
    user = make_user()
    token, secret = make_token(user, name="Scanner", scope=Scope.READ, by=BY)
    with recorded() as events:
        deactivate_user(user, successor=None, by=BY)
    assert [event.kind for event in events] == ["people.token_revoked", "people.user_deactivated"]
    assert authenticate_token(secret) is None
    reactivate_user(user, by=BY)
    assert authenticate_token(secret) is None
    token.refresh_from_db()
    assert token.revoked_at, "it is shown among the dead ones"


def test_a_successor_who_left_meanwhile_gets_nothing(desk):
    leaver, heir = make_user(), make_user()
    deactivate_user(User.objects.get(pk=heir.pk), successor=None, by=BY)
    assert heir.is_active, "the form was read before"
    with pytest.raises(DeactivationRefused):
        deactivate_user(leaver, successor=heir, by=BY)
