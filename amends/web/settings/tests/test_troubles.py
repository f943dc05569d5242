"""A reader of events that fails is seen by administrators, who can do something about it."""

import pytest
from django.utils import timezone

from amends.automations.tests.make import put_aside
from amends.journal.models import Failure
from amends.journal.tests.make import see_probe
from amends.kit.testing import fail_job, queries_of
from amends.people.models import Role
from amends.tickets.tests.make import make_ticket
from amends.web.orders.tests.test_orders import signed_in

pytestmark = pytest.mark.django_db

WORDS = "ZeroDivisionError: division by zero"


def fail(reader: str) -> None:
    Failure.objects.create(reader=reader, event=see_probe(), error=WORDS, next_try_at=timezone.now())


def test_administrators_read_of_readers_that_fail_and_others_do_not():
    fail("notifications")
    fail("notifications")
    page = signed_in(Role.ADMINISTRATOR).get("/settings").content.decode()
    assert "“notifications” fails on 2 events" in page
    assert WORDS in page
    assert WORDS not in signed_in(Role.MANAGER).get("/settings").content.decode()


def test_the_page_costs_the_same_for_one_and_for_many_failures():
    client = signed_in(Role.ADMINISTRATOR)
    fail("one")
    few = queries_of(lambda: client.get("/settings"))
    for number in range(20):
        fail(f"reader {number}")
    assert len(queries_of(lambda: client.get("/settings"))) == len(few)


def test_jobs_that_have_failed_for_good_are_told_with_what_to_do():
    fail_job("amends.notifications.jobs.tell_of_events")
    page = signed_in(Role.ADMINISTRATOR).get("/settings").content.decode()
    assert "1 background job of “amends.notifications.jobs.tell_of_events” has failed for good." in page
    assert "bin/amends retry-jobs" in page
    assert "retry-jobs" not in signed_in(Role.MANAGER).get("/settings").content.decode()


def test_events_that_were_put_aside_are_told_with_what_waits_for_them_and_a_link():
    ticket = make_ticket()
    put_aside(ticket.pk, 5, 6, 7)
    page = signed_in(Role.ADMINISTRATOR).get("/settings").content.decode()
    assert "Rules could not act on 1 event: Oh 2 later events of the same things wait for that." in page
    assert f'<a href="/tickets/{ticket.number}">{ticket.number}</a>' in page
    assert "bin/amends retry-rules" in page
