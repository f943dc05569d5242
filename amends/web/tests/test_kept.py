"""A part that is drawn once shows what has changed since, and each reader their own language and queues."""

import pytest
from django.test import Client
from django.utils.translation import override

from amends.kit.testing import queries_of
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import give_queue, make_queue, make_tag, make_ticket
from amends.web.kept import MOST, Kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> Client:
    client = Client()
    client.force_login(make_user())
    return client


def test_what_a_bulk_change_offers_follows_what_it_is_made_of(door: Client) -> None:
    make_ticket()
    make_tag("urgent")
    assert "urgent" in door.get("/tickets?scope=all").text
    assert "fragile" not in door.get("/tickets?scope=all").text
    make_tag("fragile")
    assert "fragile" in door.get("/tickets?scope=all").text
    make_user(Role.AGENT, name="Zdeňka Nová")
    assert "Zdeňka Nová" in door.get("/tickets?scope=all").text


def test_who_sees_a_part_only_is_offered_their_own_queues() -> None:
    here, there = make_queue("here"), make_queue("there")
    for queue, own, other in ((here, "here", "there"), (there, "there", "here")):
        limited, client = make_user(Role.LIMITED), Client()
        give_queue(limited, queue)
        make_ticket(queue=queue)
        client.force_login(limited)
        menus = client.get("/tickets?scope=all").context["bulk_menus"]
        assert f'name="queue" value="{own}"' in menus
        assert f'name="queue" value="{other}"' not in menus


def test_each_language_has_its_own() -> None:
    kept = Kept("parts/empty.html")
    with override("cs"):
        czech = kept.draw(lambda: {"title": "jedna"})
    with override("en"):
        assert "jedna" not in kept.draw(lambda: {"title": "one"})
    with override("cs"):
        assert kept.draw(lambda: {"title": "another"}) == czech


def test_a_process_keeps_no_more_than_so_many() -> None:
    kept = Kept("parts/empty.html")
    for key in range(MOST + 1):
        kept.draw(lambda key=key: {"title": key}, key)  # type: ignore[misc]
    assert "again" in kept.draw(lambda: {"title": "again"}, 0)


def test_what_is_kept_asks_nothing(door: Client) -> None:
    make_ticket()
    door.get("/tickets?scope=all")
    first = len(queries_of(lambda: door.get("/tickets?scope=all")))
    make_tag("x")
    door.get("/tickets?scope=all")
    assert len(queries_of(lambda: door.get("/tickets?scope=all"))) == first
