"""API tokens: shown once, kept as a digest, dead when revoked or expired."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit.testing import queries_of
from amends.people.actions.tokens import make_token, revoke_all_tokens, revoke_token
from amends.people.models import ApiToken, Role, Scope
from amends.people.refusals import TokenRefused
from amends.people.tests.make import make_user
from amends.people.tokens import authenticate_token

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


def test_the_secret_opens_and_is_nowhere_in_the_database_nor_the_journal():
    user = make_user()
    with recorded() as events:
        token, secret = make_token(user, name="Scanner", scope=Scope.WRITE, by=BY)
    assert authenticate_token(secret) == token
    row = ApiToken.objects.values().get(pk=token.pk)
    assert secret not in str(row)
    assert secret.rpartition("_")[2] not in str(row)
    assert [event.kind for event in events] == ["people.token_made"]
    assert secret not in str(events[0].payload)


@pytest.mark.parametrize(
    ("scope", "granted"),
    [(Scope.READ, ["read"]), (Scope.WRITE, ["read", "write"]), (Scope.MANAGE, ["read", "write", "manage"])],
)
def test_a_wider_permission_brings_the_narrower_ones(scope, granted):
    token, _secret = make_token(make_user(Role.MANAGER), name="x", scope=scope, by=BY)
    assert token.scopes == granted
    assert token.widest_scope == scope
    assert [name for name in Scope.values if token.allows(name)] == granted


@pytest.mark.parametrize("role", [Role.AGENT, Role.LIMITED])
def test_a_token_cannot_manage_more_than_its_person(role):
    with pytest.raises(TokenRefused):
        make_token(make_user(role), name="x", scope=Scope.MANAGE, by=BY)


def test_an_expiry_must_lie_ahead_and_then_holds(monkeypatch):
    user, now = make_user(), timezone.now()
    with pytest.raises(TokenRefused):
        make_token(user, name="x", scope=Scope.READ, expires_at=now, by=BY)
    _token, secret = make_token(user, name="x", scope=Scope.READ, expires_at=now + timedelta(hours=1), by=BY)
    assert authenticate_token(secret)
    ApiToken.objects.update(expires_at=now - timedelta(seconds=1))
    assert authenticate_token(secret) is None


def test_a_revoked_token_is_dead_and_revoking_again_records_nothing():
    token, secret = make_token(make_user(), name="x", scope=Scope.READ, by=BY)
    with recorded() as events:
        revoke_token(token, by=BY)
        revoke_token(token, by=BY)
    assert authenticate_token(secret) is None
    assert [event.kind for event in events] == ["people.token_revoked"]


def test_all_living_tokens_of_one_person_are_revoked_together():
    user, other = make_user(), make_user()
    secrets = [make_token(user, name=name, scope=Scope.READ, by=BY)[1] for name in ("Scanner", "Till")]
    gone, _secret = make_token(user, name="Gone", scope=Scope.READ, by=BY)
    _token, kept = make_token(other, name="Kept", scope=Scope.READ, by=BY)
    revoke_token(gone, by=BY)
    with recorded() as events:
        assert revoke_all_tokens(user, by=BY) == 2
        assert revoke_all_tokens(user, by=BY) == 0
    assert not any(authenticate_token(secret) for secret in secrets)
    assert authenticate_token(kept)
    assert [event.payload["token_name"] for event in events] == ["Scanner", "Till"]


def test_strangers_do_not_get_in():
    token, secret = make_token(make_user(), name="x", scope=Scope.READ, by=BY)
    _invited, other = make_token(make_user(joined_at=None), name="x", scope=Scope.READ, by=BY)
    guess = f"amends_{token.prefix}_guess"
    near_misses = ["", "amends", "amends__", secret + "x", secret[:-1], guess, other, "\x00_é_x"]
    assert not any(authenticate_token(wrong) for wrong in near_misses)


def test_a_busy_token_notes_its_use_once_a_minute():
    token, secret = make_token(make_user(), name="x", scope=Scope.READ, by=BY)
    assert len(queries_of(lambda: authenticate_token(secret))) == 2
    assert len(queries_of(lambda: authenticate_token(secret))) == 1
    token.refresh_from_db()
    assert token.last_used_at
