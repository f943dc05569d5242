"""The same request at the same time, on real connections with real commits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amends.api.models import IdempotencyKey
from amends.api.retention import keys
from amends.api.tests.make import make_api
from amends.kit.testing import beside
from amends.people.models import Role
from amends.tickets.actions import change_queue
from amends.tickets.models import Ticket
from amends.tickets.tests.make import ensure_workflows, give_queue, make_actor, make_queue

BODY = {"type": "return", "customer_name": "Jana Nováková"}


@pytest.mark.django_db(transaction=True)
def test_two_requests_under_one_key_that_race_make_one_ticket():
    ensure_workflows()
    api = make_api()
    with beside() as run:
        racing = [run(lambda: api.post("/tickets", BODY, Idempotency_Key="race")) for _request in range(2)]
        answers = [answer.result(timeout=30) for answer in racing]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_a_ticket_that_went_out_of_sight_is_not_told_again():
    ensure_workflows()
    api, queue = make_api(Role.LIMITED), make_queue("mine")
    give_queue(api.user, queue)
    body = BODY | {"queue": queue.code}
    made = api.post("/tickets", body, Idempotency_Key="once").json()["number"]
    again = api.post("/tickets", body, Idempotency_Key="once")
    assert (again.status_code, again.json()["number"]) == (201, made)
    change_queue(Ticket.objects.get(), to=None, by=make_actor())
    hidden = api.post("/tickets", body, Idempotency_Key="once")
    assert hidden.status_code == 404
    assert made not in hidden.content.decode() + str(hidden.headers)
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_keys_are_forgotten_after_their_time():
    api = make_api()
    for age in (timedelta(0), keys.kept + timedelta(hours=1)):
        IdempotencyKey.known.create(token=api.token, key=str(age), fingerprint="", created_at=timezone.now() - age)
    keys.delete_before(timezone.now() - keys.kept)
    assert IdempotencyKey.known.count() == 1


@pytest.mark.django_db
def test_a_forgotten_key_means_something_new():
    """Otherwise a key used again after a week would answer the old ticket for a new request, which would be lost."""
    ensure_workflows()
    api = make_api()
    first = api.post("/tickets", BODY, Idempotency_Key="monday").json()["number"]
    IdempotencyKey.known.update(created_at=timezone.now() - keys.kept - timedelta(hours=1))
    keys.delete_before(timezone.now() - keys.kept)
    again = api.post("/tickets", BODY | {"customer_name": "Petr Novák"}, Idempotency_Key="monday").json()
    assert (again["customer_name"], again["number"] != first) == ("Petr Novák", True)
