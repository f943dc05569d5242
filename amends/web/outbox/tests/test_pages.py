import pytest

from amends.journal.testing import settle
from amends.kit.testing import assert_same_budget, queries_of
from amends.outbox.models import Letter, State
from amends.outbox.tests.make import make_letter
from amends.people.models import Role
from amends.people.tests.make import make_user

pytestmark = pytest.mark.django_db

DEAD = {"state": State.DEAD, "attempts": 1, "last_answer": "550 5.1.1 No such mailbox"}


@pytest.fixture
def admin(client):
    person = make_user(Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def dead_letter() -> Letter:
    letter = make_letter("nobody@shop.example", subject="Lost")
    Letter.objects.filter(pk=letter.pk).update(**DEAD)
    letter.refresh_from_db()
    return letter


def test_a_letter_that_was_given_up_says_why_and_can_be_sent_again(client, admin, mailoutbox):
    settle()
    letter = dead_letter()
    assert "550 5.1.1 No such mailbox" in client.get("/settings/outbox?state=dead").content.decode()
    page = client.get(f"/settings/outbox/{letter.pk}").content.decode()
    assert "Not delivered" in page
    assert "550 5.1.1 No such mailbox" in page

    client.post(f"/settings/outbox/{letter.pk}/sending")
    settle()
    letter.refresh_from_db()
    assert letter.state == State.SENT
    assert mailoutbox[-1].extra_headers["Message-ID"] == letter.message_id


def test_a_letter_that_was_sent_offers_no_resending_and_refuses_it(client, admin, mailoutbox):
    letter = make_letter()
    settle()
    assert "Send again now" not in client.get(f"/settings/outbox/{letter.pk}").content.decode()
    assert client.post(f"/settings/outbox/{letter.pk}/sending").status_code == 409
    assert len(mailoutbox) == 1


def test_without_a_mail_server_the_page_says_that_letters_wait_and_what_to_do(client, admin, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    letter = make_letter()
    settle()
    for address in ("/settings/outbox", f"/settings/outbox/{letter.pk}"):
        page = client.get(address).content.decode()
        assert "1 e-mail waits: no mail server is set up." in page
        assert "AMENDS_SMTP_HOST" in page


def test_letters_are_listed_by_state(client, admin):
    dead_letter()
    make_letter(subject="Waiting one")
    page = client.get("/settings/outbox?state=waiting").content.decode()
    assert "Waiting one" in page
    assert "Lost" not in page


def test_what_a_letter_says_is_shown_as_text(client, admin):
    letter = make_letter(body_text="<script>alert(1)</script>", body_html="<script>alert(2)</script>")
    page = client.get(f"/settings/outbox/{letter.pk}").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "alert(2)" not in page


def test_a_letter_with_a_personal_link_is_shown_to_nobody_and_forgotten_once_sent(client, admin, mailoutbox):
    letter = make_letter(body_text="https://amends.example/reset/abc", body_html="abc", is_secret=True)
    assert "reset/abc" not in client.get(f"/settings/outbox/{letter.pk}").content.decode()
    settle()
    letter.refresh_from_db()
    assert "reset/abc" in mailoutbox[0].body
    assert (letter.body_text, letter.body_html) == ("", "")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_only_administrators_read_letters(client, role):
    client.force_login(make_user(role))
    letter = make_letter()
    for address in ("/settings/outbox", f"/settings/outbox/{letter.pk}"):
        assert client.get(address).status_code == 403
    assert client.post(f"/settings/outbox/{letter.pk}/sending").status_code == 403


def test_an_empty_outbox_says_what_will_be_in_it(client, admin):
    assert "No e-mails yet" in client.get("/settings/outbox").content.decode()
    assert "No e-mails in this state" in client.get("/settings/outbox?state=dead").content.decode()


def test_the_list_takes_as_many_queries_for_thirty_as_for_three(client, admin):
    for _number in range(3):
        make_letter()
    few = queries_of(lambda: client.get("/settings/outbox"))
    for _number in range(27):
        make_letter()
    assert_same_budget(few, queries_of(lambda: client.get("/settings/outbox")))
