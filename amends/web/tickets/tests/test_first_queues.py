"""Administrators say where new tickets begin."""

import pytest
from django.test import Client

from amends.kit.testing import queries_of
from amends.orders.tests.make import make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.actions import choose_first_queue
from amends.tickets.models import FirstQueue
from amends.tickets.tests.make import claim, make_actor, make_queue

pytestmark = pytest.mark.django_db
PAGE = "/settings/first-queues"


def door(role: Role = Role.ADMINISTRATOR) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def test_an_administrator_chooses_a_first_queue_sees_it_and_takes_it_back():
    claim(), make_queue("polish", names={"en": "Wombat"})
    shop, client = make_shop(name="Rower"), door()
    shown = client.post(
        PAGE, {"type": "warranty_claim", "shop": shop.code, "language": "pl", "queue": "polish"}, follow=True
    ).content.decode()
    assert "Wombat" in shown
    one = FirstQueue.objects.get()
    assert (one.type.code, one.shop, one.language, one.queue.code) == ("warranty_claim", shop, "pl", "polish")
    client.post(f"{PAGE}/{one.pk}/removal")
    assert not FirstQueue.objects.exists()


def test_what_is_missing_is_said_at_its_field():
    claim()
    answer = door().post(PAGE, {"type": "warranty_claim"})
    assert answer.status_code == 422
    assert "Choose a queue." in answer.content.decode()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_nobody_else_enters(role):
    one = choose_first_queue(claim(), language="pl", queue=make_queue("polish"), by=make_actor())
    assert one is not None
    client = door(role)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}/{one.pk}/removal").status_code == 403
    assert FirstQueue.objects.exists()


def test_the_page_costs_the_same_for_one_row_and_for_many():
    queue, client = make_queue("polish"), door()
    choose_first_queue(claim(), language="pl", queue=queue, by=make_actor())
    client.get(PAGE)
    few = queries_of(lambda: client.get(PAGE))
    for language in ("cs", "en", "de", "sk", "hu"):
        choose_first_queue(claim(), language=language, queue=queue, by=make_actor())
    client.get(PAGE)
    assert len(queries_of(lambda: client.get(PAGE))) == len(few)
