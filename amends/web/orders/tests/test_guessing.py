"""Numbers of orders can be guessed one by one, but not many of them, by those who may not list orders."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from amends.kit.testing import beside
from amends.orders import guessing
from amends.orders.guessing import TooManyLookUps, count_look_up
from amends.orders.tests.make import make_order, make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user

pytestmark = pytest.mark.django_db

SENTENCE = "You have looked up many orders in a short time."


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three look-ups, and then none for a generation."""
    monkeypatch.setattr(guessing, "RATES", ((3, 1_000_000_000),))


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def guesses(shop: str = "hrnky") -> list[str]:
    return [reverse("orders:order", args=[shop, f"2026-{number}"]) for number in range(6)]


def test_a_limited_agent_who_goes_through_the_numbers_is_told_to_wait() -> None:
    make_order(make_shop("hrnky"), code="2026-5")
    client = signed_in(Role.LIMITED)
    answers = [client.get(address) for address in guesses()]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429, 429, 429]
    assert SENTENCE in answers[-1].text
    assert signed_in(Role.LIMITED).get(guesses()[5]).status_code == 200, "each person is counted by themselves"


def test_the_search_for_an_order_says_so_in_its_place() -> None:
    make_order(code="2026-5")
    client, hits = signed_in(Role.LIMITED), reverse("tickets:order_hits")
    for text in ("2026-1", "ab", "2026-2", "", "jo", "2026-3"):  # what can name no order is no look-up
        assert SENTENCE not in client.get(hits, {"q": text}).text
    said = client.get(hits, {"q": "2026-5"})
    assert said.status_code == 200
    assert SENTENCE in said.text
    assert client.get(reverse("orders:list"), {"q": "2026-5"}).status_code == 429
    assert client.get(reverse("shell:search"), {"q": "2026-5"}).status_code == 200


def test_who_may_list_orders_looks_up_as_many_as_they_like() -> None:
    client = signed_in(Role.AGENT)
    assert {client.get(address).status_code for address in guesses()} == {404}


def test_after_a_while_there_are_look_ups_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "RATES", ((2, 300), (3, 86_400)))
    user, clock = make_user(Role.LIMITED), SimpleNamespace(time=lambda: 86_400.0)
    monkeypatch.setattr(guessing, "time", clock)
    said = []
    for moment in (0, 1, 2, 301, 302, 90_000):
        clock.time = lambda moment=moment: 86_400.0 + moment
        try:
            count_look_up(user)
            said.append("yes")
        except TooManyLookUps:
            said.append("wait")
    assert said == ["yes", "yes", "wait", "yes", "wait", "yes"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_all_counted() -> None:
    user = make_user(Role.LIMITED)

    def three() -> list[bool]:
        passed = []
        for _look_up in range(3):
            try:
                count_look_up(user)
                passed.append(True)
            except TooManyLookUps:
                passed.append(False)
        return passed

    with beside() as run:
        at_once = [run(three), run(three)]
        assert sum(sum(one.result(30)) for one in at_once) == 3
