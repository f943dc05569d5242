"""A worker killed at the worst moment: the server has the letter, the worker has not heard so."""

import os
import signal
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from amends.journal.testing import settle
from amends.outbox.jobs import send_due_letters
from amends.outbox.models import Letter, Outcome, State
from amends.outbox.tests.make import PostOffice, make_letter, until

CARRIER = "import django; django.setup(); from amends.outbox.sending import carry; carry({letter})"


@pytest.mark.chaos
@pytest.mark.django_db(transaction=True)
def test_a_letter_whose_sender_was_killed_goes_out_again_under_the_same_message_id(office):
    letter = make_letter("holds-the-first@shop.example")

    carrier = _start_carrier(letter, office)
    until(lambda: len(office.taken) == 1)  # the server has it and keeps its answer to itself
    carrier.send_signal(signal.SIGKILL)
    carrier.wait()

    letter.refresh_from_db()
    assert letter.state == State.SENDING
    Letter.objects.update(not_before=timezone.now())  # the lease ends
    send_due_letters()
    settle()

    letter.refresh_from_db()
    assert letter.state == State.SENT
    assert [mail["Message-ID"] for mail in office.taken] == [letter.message_id] * 2
    assert [attempt.outcome for attempt in letter.tries.all()] == [Outcome.ACCEPTED, Outcome.LOST]


def _start_carrier(letter: Letter, office: PostOffice) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "DATABASE_URL": _address_of_test_database(),
        "AMENDS_SMTP_HOST": "127.0.0.1",
        "AMENDS_SMTP_PORT": str(office.port),
    }
    return subprocess.Popen(
        [sys.executable, "-c", CARRIER.format(letter=letter.pk)], env=environment, cwd=django_settings.ROOT
    )


def _address_of_test_database() -> str:
    at = connection.settings_dict
    host = quote(str(at["HOST"] or ""), safe="")
    password = f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else ""
    return f"postgresql://{quote(at['USER'] or '')}{password}@{host}:{at['PORT'] or 5432}/{quote(at['NAME'])}"
