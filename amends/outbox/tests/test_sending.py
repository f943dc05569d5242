"""Letters against a real SMTP server that behaves like the servers of the world do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amends.journal.actors import Actor
from amends.journal.testing import recorded, settle
from amends.outbox.actions import ResendRefused, resend_letter
from amends.outbox.jobs import send_due_letters, send_letter
from amends.outbox.models import Attempt, Letter, Outcome, State
from amends.outbox.sending import LEASE, MOST_ATTEMPTS, carry, due_letters, pause_after
from amends.outbox.tests.make import make_letter, post_office

pytestmark = pytest.mark.django_db


def sent_to(name: str, **fields) -> Letter:
    """A letter to `name` at the test's server, after its first attempt."""
    letter = make_letter(f"{name}@shop.example", **fields)
    settle()
    letter.refresh_from_db()
    return letter


def time_passes(letter: Letter, by: timedelta) -> None:
    Letter.objects.filter(pk=letter.pk).update(not_before=letter.not_before - by)


def test_a_letter_arrives_as_it_was_written(office):
    letter = sent_to("jana", subject="Přijali jsme reklamaci", body_html="<p>přijali</p>", language="cs")
    (mail,) = office.taken
    assert mail["Subject"] == "Přijali jsme reklamaci"
    assert mail["To"] == "jana@shop.example"
    assert mail["Message-ID"] == letter.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "cs"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert "přijali jsme ji" in text.get_content()
    assert html is not None
    assert "<p>přijali</p>" in html.get_content()
    assert letter.state == State.SENT
    assert letter.sent_at is not None


def test_the_history_of_the_ticket_tells_that_it_left(office):
    by = Actor.system("test")
    with recorded() as events:
        sent_to("jana", ticket_id=7, contact_id=9, by=by)
    assert [event.kind for event in events] == ["letter.posted", "letter.sent"]
    assert {(event.subject_id("ticket"), event.subject_id("contact"), event.act) for event in events} == {
        (7, 9, by.act)
    }
    assert events[0].sentence == "“Přijali jsme reklamaci” was written to jana@shop.example"
    assert events[1].sentence == "“Přijali jsme reklamaci” was sent to jana@shop.example"


@pytest.mark.parametrize(("name", "answer"), [("nobody", "550 5.1.1 No such mailbox"), ("spam", "554 5.7.1")])
def test_a_letter_that_is_refused_for_good_is_given_up_at_once_and_says_why(office, name, answer):
    with recorded() as events:
        letter = sent_to(name, ticket_id=7)
    assert (letter.state, letter.attempts) == (State.DEAD, 1)
    assert letter.last_answer.startswith(answer)
    assert [event.kind for event in events] == ["letter.posted", "letter.failed"]
    assert answer in events[1].sentence


@pytest.mark.parametrize("name", ["full", "grey", "drops-at-rcpt", "drops-in-data"])
def test_a_letter_that_could_not_be_handed_over_is_tried_again_later(office, name):
    letter = sent_to(name)
    assert letter.state == State.FAILED
    assert letter.last_answer
    assert letter.tries.get().outcome == Outcome.PUT_OFF
    assert letter.not_before > timezone.now() + timedelta(seconds=50)
    assert due_letters() == []
    time_passes(letter, pause_after(1))
    assert due_letters() == [letter.pk]
    assert office.taken == []


def test_a_server_that_takes_a_letter_and_drops_the_line_gets_the_same_letter_again(office):
    letter = sent_to("takes-and-drops")
    assert letter.state == State.FAILED
    time_passes(letter, pause_after(1))
    send_due_letters()
    settle()
    assert [mail["Message-ID"] for mail in office.taken] == [letter.message_id] * 2


def test_a_letter_is_given_up_after_the_last_attempt(office):
    letter = sent_to("grey", ticket_id=7)
    with recorded() as events:
        for _attempt in range(MOST_ATTEMPTS - 1):
            assert letter.state == State.FAILED
            time_passes(letter, timedelta(days=1))
            carry(letter.pk)
            letter.refresh_from_db()
    assert letter.state == State.DEAD
    assert letter.tries.count() == MOST_ATTEMPTS
    assert [event.kind for event in events] == ["letter.failed"]
    assert due_letters() == []


def test_the_pauses_grow_and_stop_growing():
    pauses = [pause_after(attempts) for attempts in range(1, MOST_ATTEMPTS)]
    assert pauses[:4] == [timedelta(minutes=minutes) for minutes in (1, 4, 16, 64)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=12)


def test_a_dead_letter_can_be_sent_again_under_the_same_message_id(office):
    letter = sent_to("nobody")
    Letter.objects.filter(pk=letter.pk).update(to="jana@shop.example")
    resend_letter(letter, by=Actor.system("test"))
    settle()
    letter.refresh_from_db()
    assert letter.state == State.SENT
    assert office.taken[0]["Message-ID"] == letter.message_id
    assert [attempt.outcome for attempt in letter.tries.all()] == [Outcome.ACCEPTED, Outcome.REFUSED]


def test_a_sent_letter_is_not_sent_again(office):
    letter = sent_to("jana")
    with pytest.raises(ResendRefused, match="has been sent already"):
        resend_letter(letter, by=Actor.system("test"))
    carry(letter.pk)
    assert len(office.taken) == 1


def test_without_a_mail_server_letters_wait_and_nothing_is_counted(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    letter = sent_to("jana")
    assert (letter.state, letter.attempts) == (State.WAITING, 0)
    assert not Attempt.objects.exists()


def test_letters_that_waited_leave_when_a_mail_server_is_named(office, settings):
    settings.EMAIL_HOST = ""
    letter = sent_to("jana")
    settings.EMAIL_HOST = "127.0.0.1"
    send_due_letters()
    settle()
    letter.refresh_from_db()
    assert letter.state == State.SENT
    assert len(office.taken) == 1


def test_a_server_that_is_not_there_puts_the_letter_off(office, settings):
    settings.EMAIL_PORT = 1
    letter = sent_to("jana")
    assert letter.state == State.FAILED
    assert "refused" in letter.last_answer


def test_a_letter_of_a_channel_without_transport_waits():
    letter = make_letter("+420601000000", channel="sms")
    settle()
    letter.refresh_from_db()
    assert letter.state == State.WAITING


def test_a_claim_holds_for_its_lease_only(office):
    letter = make_letter()
    Letter.objects.update(state=State.SENDING, attempts=1, not_before=timezone.now() + LEASE)
    Attempt.objects.create(letter=letter)
    carry(letter.pk)
    assert office.taken == []

    Letter.objects.update(not_before=timezone.now())
    carry(letter.pk)
    assert len(office.taken) == 1
    assert [attempt.outcome for attempt in letter.tries.all()] == [Outcome.ACCEPTED, Outcome.LOST]


def test_a_letter_on_its_way_cannot_be_resent(office):
    letter = make_letter()
    Letter.objects.update(state=State.SENDING)
    with pytest.raises(ResendRefused, match="being sent"):
        resend_letter(letter, by=Actor.system("test"))


def test_letters_leave_encrypted_where_starttls_is_asked_for(tmp_path, certificate, settings, monkeypatch):
    crt, key = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(crt))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with post_office(tmp_path / "post", crt, key) as office:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "localhost", office.port, True
        assert sent_to("jana").state == State.SENT
        assert [file.name for file in office.folder.iterdir()] == ["001-jana-tls.eml"]


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(tmp_path, certificate, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with post_office(tmp_path / "post", *certificate) as office:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "localhost", office.port, True
        letter = sent_to("jana")
        assert letter.state == State.FAILED
        assert "CERTIFICATE_VERIFY_FAILED" in letter.last_answer
        assert office.taken == []


def test_letters_leave_in_places_of_their_own_so_that_a_server_that_hangs_takes_nobody_elses():
    assert send_letter.patience == "network"
    assert send_due_letters.patience != "network"  # it only looks
