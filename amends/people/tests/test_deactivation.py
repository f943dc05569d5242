"""Leaving: access ends, work goes to somebody, history stays."""

import pytest
from django.test import Client

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.people import handover
from amends.people.actions.deactivation import deactivate_user, reactivate_user
from amends.people.actions.tokens import make_token
from amends.people.handover import Handover, open_work, register_handover
from amends.people.models import Role, Scope, User
from amends.people.refusals import DeactivationRefused, LastAdministrator
from amends.people.tests.make import make_user
from amends.people.tokens import authenticate_token

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


@pytest.fixture
def desk(monkeypatch) -> dict[int | None, int]:
    """Parcels on people's desks: the work of an app on a higher floor."""
    parcels: dict[int | None, int] = {}
    monkeypatch.setattr(handover, "_kinds", {})

    def pass_on(user: User, successor: User | None, *, by: Actor) -> int:
        moved = parcels.pop(user.pk, 0)
        heir = successor.pk if successor else None
        parcels[heir] = parcels.get(heir, 0) + moved
        return moved

    register_handover(Handover("parcels", "Parcels", count=lambda user: parcels.get(user.pk, 0), pass_on=pass_on))
    return parcels


def test_open_work_goes_to_the_successor(desk):
    leaver, heir = make_user(name="Leaver"), make_user(name="Heir")
    desk[leaver.pk] = 3
    assert [(work.kind.code, work.count) for work in open_work(leaver)] == [("parcels", 3)]
    with recorded() as events:
        deactivate_user(leaver, successor=heir, by=BY)
    assert desk == {heir.pk: 3}
    assert [event.kind for event in events] == ["people.user_deactivated"]
    assert events[0].payload["handed_over"] == {"parcels": 3}
    assert events[0].fact.sentence() == "Leaver was deactivated; their open work went to Heir"


def test_work_may_be_left_to_nobody(desk):
    leaver = make_user()
    desk[leaver.pk] = 2
    deactivate_user(leaver, successor=None, by=BY)
    assert desk == {None: 2}


def test_a_failing_handover_leaves_everything_as_it_was(desk, monkeypatch):
    leaver = make_user()

    def broken(user, successor, *, by):
        raise RuntimeError("no")

    register_handover(Handover("broken", "Broken", count=lambda user: 1, pass_on=broken))
    with pytest.raises(RuntimeError), recorded() as events:
        deactivate_user(leaver, successor=None, by=BY)
    leaver.refresh_from_db()
    assert leaver.is_active
    assert events == []


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
