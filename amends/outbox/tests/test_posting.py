import pytest
from django.db import transaction

from amends.journal.testing import settle
from amends.outbox.actions import LetterRefused
from amends.outbox.models import Letter, State
from amends.outbox.tests.make import make_letter


@pytest.mark.django_db(transaction=True)
def test_a_letter_goes_with_the_deed_or_not_at_all(office):
    with transaction.atomic():
        make_letter()
        transaction.set_rollback(True)  # the deed failed
    settle()
    assert not Letter.objects.exists()
    assert office.taken == []


@pytest.mark.django_db
def test_a_letter_needs_an_address():
    with pytest.raises(LetterRefused, match="“jana” is not an e-mail address") as refusal:
        make_letter(to="jana")
    assert refusal.value.field == "email"


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["a@b.example\nBcc: x@y.example", "a@b.example, x@y.example"])
def test_an_address_smuggles_nobody_in(to):
    with pytest.raises(LetterRefused):
        make_letter(to=to)


@pytest.mark.django_db
def test_a_line_break_in_a_subject_begins_no_header(mailoutbox):
    make_letter(subject="Hello\r\nBcc: x@y.example")
    settle()
    assert mailoutbox[0].subject == "Hello Bcc: x@y.example"


@pytest.mark.django_db
def test_a_letter_waits_until_its_job_runs():
    assert make_letter().state == State.WAITING


@pytest.mark.django_db
def test_every_letter_has_a_message_id_of_its_own_in_the_senders_domain(settings):
    settings.DEFAULT_FROM_EMAIL = "Obchod <reklamace@obchod.example>"
    first, second = make_letter(), make_letter()
    assert first.message_id != second.message_id
    assert first.message_id.endswith("@obchod.example>")
