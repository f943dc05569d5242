"""Signing in: by address and password, slowly when it fails, and to pages of this house only."""

import re

import pytest
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.test import Client

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit.jobs import run_all
from amends.kit.testing import queries_of
from amends.outbox.models import Letter
from amends.people.actions.tokens import make_token
from amends.people.models import Scope, User
from amends.people.tests.make import PASSWORD, make_user
from amends.people.tokens import authenticate_token

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_person_signs_in_with_any_case_of_the_address(client):
    make_user(email="petra@shop.example")
    response = sign_in(client, "Petra@Shop.example")
    assert response.status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["petra@shop.example", "nobody@shop.example"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, email):
    make_user(email="petra@shop.example")
    response = sign_in(client, email, "wrong password")
    assert not is_signed_in(client)
    assert "E-mail or password is wrong." in response.content.decode()


def test_an_invited_person_cannot_sign_in_before_joining(client):
    make_user(email="new@shop.example", password=None, joined_at=None)
    sign_in(client, "new@shop.example", "")
    assert not is_signed_in(client)


def test_a_deactivated_person_learns_nothing_by_the_right_password(client):
    make_user()
    make_user(email="gone@shop.example", is_active=False)
    answers = [sign_in(client, "gone@shop.example", password) for password in ("wrong", PASSWORD)]
    assert [answer.status_code for answer in answers] == [200, 200]
    for answer in answers:
        assert "E-mail or password is wrong." in answer.content.decode()
    assert not is_signed_in(client)


def test_right_guesses_at_a_deactivated_account_are_counted_like_wrong_ones(client):
    make_user(email="gone@shop.example", is_active=False)
    answers = [sign_in(client, "gone@shop.example").content.decode() for _attempt in range(6)]
    assert ["Too many wrong passwords" in answer for answer in answers] == [False] * 5 + [True]


def test_the_sixth_wrong_password_is_answered_with_a_pause_even_when_right(client):
    make_user(email="petra@shop.example")
    for _attempt in range(5):
        sign_in(client, "petra@shop.example", "wrong password")
    response = sign_in(client, "petra@shop.example")
    assert not is_signed_in(client)
    assert "Too many wrong passwords" in response.content.decode()
    other = make_user()
    sign_in(client, other.email)
    assert is_signed_in(client)


def test_wrong_passwords_from_elsewhere_lock_nobody_out(client):
    make_user(email="petra@shop.example")
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for _attempt in range(6):
        answer = sign_in(stranger, "petra@shop.example", "wrong password")
    assert "Too many wrong passwords" in answer.content.decode()
    sign_in(client, "petra@shop.example")
    assert is_signed_in(client)


def test_hammering_the_sign_in_page_is_answered_with_429_in_style(client):
    make_user()
    codes = [sign_in(client, f"nobody{attempt}@shop.example", "x").status_code for attempt in range(31)]
    assert codes[-1] == 429
    assert "am-plain" in sign_in(client, "nobody@shop.example", "x").content.decode()


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"],
)
def test_signing_in_never_leads_out_of_the_house(client, target):
    user = make_user()
    response = sign_in(client, user.email, next=target)
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_wanted(client):
    user = make_user()
    wanted = client.get("/profile/tokens?x=1")["Location"]
    assert wanted == "/account/login/?next=/profile/tokens%3Fx%3D1"
    assert sign_in(client, user.email, next="/profile/tokens?x=1")["Location"] == "/profile/tokens?x=1"


ENDED = "/account/login/?ended=1&next="


def test_a_fragment_asked_for_after_the_session_ended_sends_the_whole_page_to_sign_in_and_back(client):
    headers = {"HX-Request": "true", "Referer": "http://testserver/tickets?scope=all"}
    assert client.get("/profile", headers=headers)["HX-Redirect"] == ENDED + "/tickets%3Fscope%3Dall"


def test_a_change_sent_after_the_session_ended_leads_back_to_the_page_it_was_sent_from(client):
    make_user()
    wanted = client.post("/tickets/C26-1/status", headers={"Referer": "http://testserver/tickets/C26-1"})["Location"]
    assert wanted == ENDED + "/tickets/C26-1"
    assert "Your session ended. Sign in to go on." in client.get(wanted).content.decode()
    foreign = client.post("/tickets/C26-1/status", headers={"Referer": "https://evil.example/x"})["Location"]
    assert foreign == ENDED + "/"


def test_only_who_was_signed_in_hears_that_a_session_ended(client):
    assert "ended" not in client.get("/tickets")["Location"]
    assert "session ended" not in client.get(SIGN_IN).content.decode()


def test_signing_out_needs_a_post(client):
    client.force_login(make_user())
    assert client.get("/account/logout/").status_code == 200
    assert is_signed_in(client)
    assert client.post("/account/logout/")["Location"] == SIGN_IN
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["/account/signup/", "/account/email/"])
def test_nobody_signs_up_or_changes_their_address_by_themselves(client, path):
    client.force_login(make_user())
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "x@shop.example"}).status_code == 404


def test_a_forgotten_password_is_reset_by_a_letter_whose_link_works_once(client, mailoutbox):
    user = make_user(email="petra@shop.example", language="cs")
    client.post("/account/password/reset/", {"email": "Petra@shop.example"}, headers={"host": "127.0.0.1"})
    run_all()
    letter = Letter.objects.get()
    assert (letter.to, letter.language) == ("petra@shop.example", "cs")
    (link,) = re.findall(r"http://127\.0\.0\.1:8000(/account/password/reset/key/\S+)", mailoutbox[0].body)
    form = client.get(link, follow=True)
    with recorded() as events:
        client.post(form.request["PATH_INFO"], {"password1": "another long one", "password2": "another long one"})
    user.refresh_from_db()
    assert user.check_password("another long one")
    assert [event.kind for event in events] == ["people.password_changed", "letter.posted"]
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()


def reset_by_letter(client, user):
    client.post("/account/password/reset/", {"email": user.email})
    run_all()
    (link,) = re.findall(r"/account/password/reset/key/\S+", str(mail.outbox[0].body))
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "another long one", "password2": "another long one"})
    return form.content.decode()


def test_a_reset_password_ends_the_api_tokens_and_says_so_before_and_after(client):
    user = make_user()
    _token, secret = make_token(user, name="Scanner", scope=Scope.READ, by=Actor.person(user))
    with recorded() as events:
        assert "API tokens that you made stop working" in reset_by_letter(client, user)
    assert authenticate_token(secret) is None
    assert [event.kind for event in events] == [
        "letter.posted",
        "letter.sent",
        "people.token_revoked",
        "people.password_changed",
        "letter.posted",
    ]
    assert "your API tokens are revoked" in Letter.objects.latest("pk").body_text


def test_an_unknown_address_gets_no_letter_and_the_same_page(client):
    make_user()
    response = client.post("/account/password/reset/", {"email": "nobody@shop.example"}, follow=True)
    assert "an e-mail with a link is on its way" in response.content.decode()
    run_all()
    assert not Letter.objects.exists()


def test_a_letter_to_somebody_known_takes_the_answer_no_longer_than_none_to_a_stranger(client, monkeypatch):
    make_user(email="petra@shop.example")
    hashed: list[str] = []

    def counted(of: type, name: str) -> None:
        real = getattr(of, name)

        def counting(*given: object, **more: object) -> object:
            hashed.append(name)
            return real(*given, **more)

        monkeypatch.setattr(of, name, counting)

    counted(type(get_hasher()), "encode")
    counted(type(get_hasher()), "verify")
    counted(PasswordResetTokenGenerator, "make_token")

    def asked(email: str) -> tuple[list[str], list[str]]:
        """The statements sent, and what was hashed."""
        hashed.clear()
        statements = queries_of(lambda: client.post("/account/password/reset/", {"email": email}))
        return [" ".join(one.split()[:4]) for one in statements if "SAVEPOINT" not in one], list(hashed)

    asked("first@shop.example")
    assert asked("petra@shop.example") == asked("nobody@shop.example")
    run_all()
    assert "make_token" in hashed, "this test sees hashing at all"


def test_a_deactivated_person_gets_no_letter(client):
    make_user(email="gone@shop.example", is_active=False)
    client.post("/account/password/reset/", {"email": "gone@shop.example"})
    run_all()
    assert not Letter.objects.exists()


def test_an_invited_person_who_resets_the_password_has_joined(client):
    user = make_user(email="new@shop.example", password=None, joined_at=None)
    reset_by_letter(client, user)
    user.refresh_from_db()
    assert user.has_joined
    assert user.check_password("another long one")


def test_a_changed_password_needs_the_old_one_keeps_this_session_and_tells_by_letter(client):
    user = make_user()
    sign_in(client, user.email)
    new = {"password1": "another long one", "password2": "another long one"}
    client.post("/account/password/change/", {"oldpassword": "wrong", **new})
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    _token, secret = make_token(user, name="Scanner", scope=Scope.READ, by=Actor.person(user))
    response = client.post("/account/password/change/", {"oldpassword": PASSWORD, **new})
    assert response["Location"] == "/profile"
    assert authenticate_token(secret), "whoever knows the old password keeps what they made"
    assert client.get("/profile").status_code == 200
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == (user.email, "Amends: Your password is changed")
    assert "from the address 127.0.0.1" in letter.body_text


def test_an_empty_house_says_how_to_begin(client):
    assert "bin/start" in client.get(SIGN_IN).content.decode()
    make_user()
    assert "bin/start" not in client.get(SIGN_IN).content.decode()


def test_pages_speak_the_language_and_live_in_the_time_zone_of_the_person(client):
    client.force_login(make_user(language="cs"))
    assert client.get("/profile")["Content-Language"] == "cs"
    client.logout()
    assert client.get(SIGN_IN, headers={"accept-language": "pl"})["Content-Language"] == "pl"


def test_the_first_field_waits_for_typing_and_a_refusal_speaks_of_an_e_mail(client):
    make_user()
    page = client.get("/account/login/").text
    assert re.search(r'<input(?=[^>]*id="id_login")[^>]* autofocus', page)
    refused = client.post("/account/login/", {"login": "petra", "password": "x"}).text
    assert "autofocus" not in refused
    assert '<a href="#id_login">E-mail</a>' in refused
    assert "Write an e-mail address, such as jana@example.com." in refused
