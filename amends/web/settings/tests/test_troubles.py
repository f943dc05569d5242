"""A reader of events that fails is seen by administrators, who can do something about it."""

import pytest
from django.utils import timezone

from amends.journal.models import Failure
from amends.journal.tests.make import see_probe
from amends.kit.testing import queries_of
from amends.people.models import Role
from amends.web.orders.tests.test_orders import signed_in

pytestmark = pytest.mark.django_db

WORDS = "ZeroDivisionError: division by zero"


def fail(reader: str) -> None:
    Failure.objects.create(reader=reader, event=see_probe(), error=WORDS, next_try_at=timezone.now())


def test_administrators_read_of_readers_that_fail_and_others_do_not():
    fail("notifications")
    fail("notifications")
    page = signed_in(Role.ADMINISTRATOR).get("/settings").content.decode()
    assert "“notifications” fails on what happened (events: 2)" in page
    assert WORDS in page
    assert WORDS not in signed_in(Role.MANAGER).get("/settings").content.decode()


def test_the_page_costs_the_same_for_one_and_for_many_failures():
    client = signed_in(Role.ADMINISTRATOR)
    fail("one")
    few = queries_of(lambda: client.get("/settings"))
    for number in range(20):
        fail(f"reader {number}")
    assert len(queries_of(lambda: client.get("/settings"))) == len(few)
