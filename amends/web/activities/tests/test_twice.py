"""A form that is sent twice makes one activity."""

import re

import pytest
from django.db import transaction
from django.test import Client

from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.kit.sets import lock_ids
from amends.kit.testing import beside, until_somebody_waits
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture
def ticket() -> Ticket:
    return make_ticket()


@pytest.fixture
def door() -> Client:
    client = Client()
    client.force_login(make_user())
    return client


def key_in(page: str) -> str:
    found = re.search(r'<input type="hidden" name="key" value="([0-9a-f-]{36})"', page)
    assert found, "the form names what it sends"
    return found[1]


def forms(ticket: Ticket) -> dict[str, tuple[str, str]]:
    """Where each form stands and where it is sent."""
    new = f"/activities/new?ticket={ticket.number}"
    return {"page": (new, new), "composer": (f"/tickets/{ticket.number}", f"/tickets/{ticket.number}/activities")}


@pytest.mark.req("R17")
@pytest.mark.parametrize("form", ["page", "composer"])
def test_two_clicks_side_by_side_make_one_activity(form: str, ticket: Ticket, door: Client) -> None:
    seen, sent = forms(ticket)[form]
    filled = {"ticket": ticket.number, "name": "Call the courier", "key": key_in(door.get(seen).text)}
    with beside() as run:
        with transaction.atomic():
            lock_ids(Ticket, [ticket.pk])
            clicks = [run(lambda: door.post(sent, filled)) for _click in range(2)]
            until_somebody_waits(waiters=2)
        answers = [click.result(20) for click in clicks]
    made = Activity.objects.get()
    where = f"/activities/{made.pk}" if form == "page" else f"/tickets/{ticket.number}"
    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(302, where)] * 2


@pytest.mark.parametrize("form", ["page", "composer"])
def test_a_form_once_come_back_to_and_written_anew_makes_another_one(form: str, ticket: Ticket, door: Client) -> None:
    seen, sent = forms(ticket)[form]
    key = key_in(door.get(seen).text)
    assert key != key_in(door.get(seen).text)
    for name in ("Call the courier", "Write to the courier", "Call the courier"):
        door.post(sent, {"ticket": ticket.number, "name": name, "key": key})
    assert sorted(one.name for one in Activity.objects.all()) == ["Call the courier", "Write to the courier"]


def test_a_refused_form_comes_back_with_the_key_it_was_sent_with(ticket: Ticket, door: Client) -> None:
    for seen, sent in forms(ticket).values():
        key = key_in(door.get(seen).text)
        assert key_in(door.post(sent, {"ticket": ticket.number, "name": "", "key": key}).text) == key


def test_the_page_of_an_activity_that_is_there_makes_nothing_and_has_no_key(door: Client) -> None:
    assert 'name="key"' not in door.get(f"/activities/{make_activity().pk}").text
