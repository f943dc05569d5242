"""What somebody waits for is done first: before large acts, and whatever other machines do (R19)."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from amends.automations.models import Due, Run
from amends.automations.tests.make import make_rule
from amends.journal.actors import Actor
from amends.kit.testing import database_address
from amends.outbox.models import Letter, State
from amends.outbox.tests.make import make_letter
from amends.people.tests.make import make_user
from amends.tickets.actions import change_status_of_many
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_ticket, status

PATIENCE = 60
"""Seconds a test waits for a worker."""


@contextmanager
def worker(**environment: str) -> Iterator[None]:
    """A real worker process on the test's database."""
    command = [sys.executable, str(Path(settings.ROOT) / "manage.py"), "worker"]
    process = subprocess.Popen(
        command, env={**os.environ, "DATABASE_URL": database_address(), "AMENDS_TESTING": "1", **environment}
    )
    try:
        yield
    finally:
        process.kill()
        process.wait(PATIENCE)


@contextmanager
def mute_server() -> Iterator[int]:
    """The port of a mail server that takes every call and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield listening.getsockname()[1]


def until(true) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


@pytest.mark.chaos
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_rules_act_while_the_mail_server_hangs_with_more_letters_than_there_are_places_for():
    make_rule()
    ticket = make_ticket()
    letters = [make_letter(f"customer{number}@shop.example") for number in range(8)]
    with mute_server() as port, worker(AMENDS_SMTP_HOST="127.0.0.1", AMENDS_SMTP_PORT=str(port)):
        until(lambda: Letter.objects.filter(state=State.SENDING).count() >= 4)
        change_status_of_many([ticket.pk], to=status("waiting_return"), by=Actor.person(make_user()))
        until(lambda: Run.objects.filter(subject_id=ticket.pk).exists())
        assert Letter.objects.filter(state=State.SENT).count() == 0
    assert Letter.objects.filter(pk__in=[letter.pk for letter in letters]).count() == 8


@pytest.mark.chaos
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_persons_click_is_acted_on_before_a_large_act_of_thousands_is():
    make_rule()
    person = Actor.person(make_user())
    own, model = make_ticket(), make_ticket()
    crowd = Ticket.objects.bulk_create(copies_of(model, 3000))
    change_status_of_many([ticket.pk for ticket in crowd], to=status("waiting_return"), by=replace(person, large=True))
    with worker():
        until(Run.objects.exists)
        change_status_of_many([own.pk], to=status("waiting_return"), by=person)
        until(lambda: Run.objects.filter(subject_id=own.pk).exists())
        assert Run.objects.count() < len(crowd)
        until(lambda: Run.objects.count() == len(crowd) + 1)
    assert not Due.objects.exists()


def copies_of(ticket: Ticket, number: int) -> Iterator[Ticket]:
    """Rows like this one, unsaved."""
    for index in range(number):
        yield Ticket(
            number=f"Z26-{index:06}",
            type_id=ticket.type_id,
            status_id=ticket.status_id,
            customer_name=ticket.customer_name,
            created_at=ticket.created_at,
            updated_at=ticket.updated_at,
        )


@pytest.mark.django_db
def test_what_was_put_aside_can_be_acted_on_again_by_command():
    said = StringIO()
    call_command("retry_rules", stdout=said)
    assert said.getvalue().startswith("Due again: 0.")
