"""People and tokens from the terminal."""

import io
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from amends.journal.testing import recorded
from amends.people.models import ApiToken, Role, User
from amends.people.tests.make import make_user
from amends.people.tokens import authenticate_token

pytestmark = pytest.mark.django_db


def terminal(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def path_in(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", text)
    assert found
    return found[1]


def test_a_person_made_in_the_terminal_joins_by_the_printed_link(client):
    with recorded() as events:
        said = terminal("users", "create", "eva@shop.example", "Eva", "--role", "administrator", "--language", "cs")
    assert [event.kind for event in events] == ["people.user_invited"]
    client.post(path_in(said), {"name": "Eva", "password": "correct horse battery"})
    user = User.objects.get()
    assert (user.role, user.language, user.has_joined) == (Role.ADMINISTRATOR, "cs", True)


def test_a_locked_out_person_gets_a_link_that_works_once(client):
    user = make_user()
    path = path_in(terminal("users", "link", user.email))
    form = client.get(path, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "another long one", "password2": "another long one"})
    user.refresh_from_db()
    assert user.check_password("another long one")
    assert "This link no longer works" in Client().get(path, follow=True).content.decode()


def test_an_invited_person_gets_a_new_invitation(client):
    user = make_user(joined_at=None)
    assert client.get(path_in(terminal("users", "link", user.email))).status_code == 200


def test_people_are_listed_deactivated_and_reactivated():
    user, heir = make_user(name="Petr"), make_user()
    terminal("users", "deactivate", user.email, "--successor", heir.email)
    assert f"{user.email}\tPetr\tagent\tdeactivated" in terminal("users", "list")
    with pytest.raises(CommandError, match="Reactivate them first"):
        terminal("users", "link", user.email)
    terminal("users", "reactivate", user.email)
    assert f"{user.email}\tPetr\tagent\tactive" in terminal("users", "list")


def test_refusals_and_unknown_addresses_are_sentences():
    administrator = make_user(Role.ADMINISTRATOR)
    with pytest.raises(CommandError, match="is the only administrator"):
        terminal("users", "deactivate", administrator.email)
    with pytest.raises(CommandError, match="Nobody has the address"):
        terminal("users", "link", "nobody@shop.example")
    with pytest.raises(CommandError, match="No token begins with"):
        terminal("tokens", "revoke", "none")


def test_a_token_is_made_listed_and_revoked():
    user = make_user()
    secret = terminal("tokens", "create", user.email, "Scanner", "--scope", "write", "--days", "30").strip()
    token = ApiToken.objects.get()
    assert authenticate_token(secret) == token
    assert token.scopes == ["read", "write"]
    assert "Scanner\twrite" in terminal("tokens", "list", user.email)
    terminal("tokens", "revoke", token.prefix)
    assert authenticate_token(secret) is None
    assert ApiToken.objects.get().revoked_at


def test_a_lost_phone_is_helped_from_the_terminal():
    user = make_user()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    terminal("users", "drop-second-step", user.email)
    assert not Authenticator.objects.exists()
