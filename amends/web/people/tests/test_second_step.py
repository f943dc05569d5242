"""The second step of signing in, with codes as an authenticator app makes them."""

import base64
import hashlib
import hmac
import re
import time

import pytest
from django.test import Client

from amends.journal.testing import recorded
from amends.outbox.models import Letter
from amends.people.models import ApiToken, Role, User
from amends.people.tests.make import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login/"
SECOND_STEP = "/account/two-factor/authenticate/"


def code_of(secret: str) -> str:
    """The six digits an app shows (RFC 6238)."""
    counter = int(time.time()) // 30
    digest = hmac.new(base64.b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def sign_in(client: Client, user: User):
    return client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})


def confirm(client: Client) -> None:
    """Say once more who it is, as changes of the second step ask."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def turn_on(client: Client, user: User) -> tuple[str, list[str]]:
    """Turn the app on for `user`. Returns its key and the recovery codes shown."""
    sign_in(client, user)
    confirm(client)
    page = client.get("/account/two-factor/totp/activate/").content.decode()
    (secret,) = re.findall(r'id="authenticator_secret" value="([A-Z2-7]+)"', page)
    shown = client.post("/account/two-factor/totp/activate/", {"code": code_of(secret)}, follow=True)
    return secret, re.findall(r"<code>([^<]+)</code>", shown.content.decode())


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_wrong_code_does_not_turn_the_app_on(client):
    user = make_user()
    sign_in(client, user)
    confirm(client)
    client.get("/account/two-factor/totp/activate/")
    answer = client.post("/account/two-factor/totp/activate/", {"code": "000000"})
    assert "The code is wrong." in answer.content.decode()


def test_signing_in_then_needs_the_code(client):
    user = make_user()
    secret, codes = turn_on(client, user)
    assert len(codes) == 10
    client.logout()
    assert sign_in(client, user)["Location"] == SECOND_STEP
    assert not is_signed_in(client)
    assert client.get("/profile").status_code == 302
    client.post(SECOND_STEP, {"code": "000000"})
    assert not is_signed_in(client)
    client.post(SECOND_STEP, {"code": code_of(secret)})
    assert is_signed_in(client)


def test_a_recovery_code_lets_in_once(client):
    user = make_user()
    _secret, codes = turn_on(client, user)
    client.logout()
    sign_in(client, user)
    client.post(SECOND_STEP, {"code": codes[0]})
    assert is_signed_in(client)
    client.logout()
    sign_in(client, user)
    client.post(SECOND_STEP, {"code": codes[0]})
    assert not is_signed_in(client)


def test_the_second_step_cannot_be_guessed_for_long(client):
    user = make_user()
    secret, _codes = turn_on(client, user)
    client.logout()
    sign_in(client, user)
    for _attempt in range(12):
        client.post(SECOND_STEP, {"code": "000000"})
    client.post(SECOND_STEP, {"code": code_of(secret)})
    assert not is_signed_in(client)


def test_changing_the_second_step_asks_again_who_it_is(client):
    user = make_user()
    sign_in(client, user)
    wanted = "/account/two-factor/totp/activate/"
    assert client.get(wanted)["Location"].startswith("/account/reauthenticate/?next=")
    wrong = client.post(f"/account/reauthenticate/?next={wanted}", {"password": "wrong password"})
    assert "The password is wrong." in wrong.content.decode()
    assert client.post(f"/account/reauthenticate/?next={wanted}", {"password": PASSWORD})["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_turning_it_off_makes_the_password_enough_again(client):
    user = make_user()
    turn_on(client, user)
    client.post("/account/two-factor/totp/deactivate/")
    client.logout()
    sign_in(client, user)
    assert is_signed_in(client)


def test_strangers_reach_no_page_of_the_second_step(client):
    make_user()
    for path in ("", "totp/activate/", "webauthn/", "recovery-codes/"):
        assert client.get(f"/account/two-factor/{path}")["Location"].startswith(SIGN_IN)


def test_every_change_of_the_second_step_is_noted_and_told_to_its_owner(client, django_capture_on_commit_callbacks):
    user = make_user(name="Petra")
    with recorded() as events:
        with django_capture_on_commit_callbacks(execute=True):
            turn_on(client, user)
        client.post("/account/two-factor/totp/deactivate/")
    changes = [event for event in events if event.kind != "letter.posted"]
    assert [event.payload["change"] for event in changes] == ["app_on", "app_off"]
    assert changes[0].fact.sentence() == "Petra turned the authenticator app on"
    assert {letter.to for letter in Letter.objects.all()} == {user.email}
    assert Letter.objects.count() == 2


@pytest.mark.parametrize(("seconds", "is_right"), [(29, True), (61, False)])
def test_a_code_is_right_a_moment_after_its_time_and_no_longer(client, monkeypatch, seconds, is_right):
    user, now = make_user(), time.time() // 30 * 30 + 29
    monkeypatch.setattr(time, "time", lambda: now)
    sign_in(client, user)
    confirm(client)
    page = client.get("/account/two-factor/totp/activate/").content.decode()
    (secret,) = re.findall(r'id="authenticator_secret" value="([A-Z2-7]+)"', page)
    code = code_of(secret)
    monkeypatch.setattr(time, "time", lambda: now + seconds)
    answer = client.post("/account/two-factor/totp/activate/", {"code": code})
    assert (answer.status_code == 302) is is_right


def test_an_administrator_helps_somebody_who_lost_phone_and_codes(client):
    user = make_user()
    turn_on(client, user)
    admin = Client()
    admin.force_login(make_user(Role.ADMINISTRATOR))
    assert "Remove" in admin.get(f"/settings/people/{user.pk}").content.decode()
    with recorded() as events:
        admin.post(f"/settings/people/{user.pk}/second-step-removal")
        admin.post(f"/settings/people/{user.pk}/second-step-removal")
    assert [event.kind for event in events] == ["people.second_step_dropped"]
    assert client.get("/profile").status_code == 302
    sign_in(client, user)
    assert is_signed_in(client)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_nobody_else_takes_it_away(client, role):
    user = make_user()
    turn_on(client, user)
    other = Client()
    other.force_login(make_user(role))
    assert other.post(f"/settings/people/{user.pk}/second-step-removal").status_code == 403


def test_whoever_has_a_second_step_answers_with_it_and_not_with_the_password(client):
    user = make_user()
    secret, _codes = turn_on(client, user)
    client.logout()
    client.force_login(user)
    asked = client.post("/profile/tokens", {"name": "Scanner", "scope": "write"})
    assert asked["Location"].startswith("/account/two-factor/reauthenticate/")
    by_password = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/profile/tokens"})
    assert by_password["Location"].startswith("/account/two-factor/reauthenticate/")
    assert "Use your password" not in client.get(asked["Location"]).content.decode()
    assert not ApiToken.objects.exists()
    wrong = client.post(asked["Location"], {"code": "000000", "next": "/profile/tokens"})
    assert "The code is wrong." in wrong.content.decode()
    client.post(asked["Location"], {"code": code_of(secret), "next": "/profile/tokens"})
    assert ApiToken.objects.get().name == "Scanner"
