"""People come in by invitation, and by nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.people.actions.invitation import invite_user, join, renew_invitation
from amends.people.links import INVITATION_LASTS, make_invitation_key, read_invitation_key
from amends.people.models import Role, User
from amends.people.refusals import AddressTaken, InvitationRefused
from amends.people.tests.make import make_team, make_user

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


def invited(**fields: Any) -> User:
    values: dict[str, Any] = {"email": "Jana@Shop.Example ", "name": "Jana Nová", "role": Role.AGENT, "by": BY} | fields
    return invite_user(**values)


def test_an_invited_person_is_there_but_cannot_sign_in():
    team = make_team()
    with recorded() as events:
        user = invited(teams=[team], language="cs")
    assert (user.email, user.language, list(user.teams.all())) == ("jana@shop.example", "cs", [team])
    assert not user.has_usable_password()
    assert not user.has_joined
    assert [event.kind for event in events] == ["people.user_invited"]
    assert "Jana Nová" in events[0].fact.sentence()


@pytest.mark.parametrize("is_active", [True, False])
def test_an_address_that_somebody_has_is_refused_whatever_its_case(is_active):
    make_user(email="jana@shop.example", is_active=is_active)
    with pytest.raises(AddressTaken) as refused:
        invited()
    assert refused.value.field == "email"
    assert ("Reactivate" in str(refused.value)) is not is_active


def test_joining_sets_the_password_and_kills_the_link():
    user = invited()
    key = make_invitation_key(user)
    assert read_invitation_key(key) == user
    with recorded() as events:
        joined = join(user, name="Jana Malá", password="correct horse battery", by=Actor.person(user))
    assert joined.check_password("correct horse battery")
    assert joined.name == "Jana Malá"
    assert [event.kind for event in events] == ["people.user_joined"]
    assert read_invitation_key(key) is None


def test_an_invitation_cannot_be_used_twice_even_at_the_same_moment():
    user = invited()
    join(user, name="Jana", password="correct horse battery", by=BY)
    with pytest.raises(InvitationRefused), recorded() as events:
        join(user, name="Somebody else", password="another password", by=BY)
    assert events == []


def test_sending_again_replaces_the_link():
    user = invited()
    old = make_invitation_key(user)
    renewed = renew_invitation(user, by=BY)
    assert read_invitation_key(old) is None
    assert read_invitation_key(make_invitation_key(renewed)) == user


def test_a_link_lasts_seven_days(monkeypatch):
    user = invited()
    key = make_invitation_key(user)
    later = timezone.now() + INVITATION_LASTS + timedelta(minutes=1)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    assert read_invitation_key(key) is None


@pytest.mark.parametrize("key", ["", "x", "WzEsICIyIl0:1abc:forged"])
def test_a_forged_link_opens_nothing(key):
    assert read_invitation_key(key) is None


def test_a_deactivated_invitation_opens_nothing():
    user = invited()
    key = make_invitation_key(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert read_invitation_key(key) is None
    with pytest.raises(InvitationRefused):
        renew_invitation(user, by=BY)
