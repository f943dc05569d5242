"""Finding tickets by text: the newest first, whether they are among the newest of all or not."""

import pytest
from django.db import connection

from amends.kit import search
from amends.kit.search import Frequencies, trigrams
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.queries import find_tickets
from amends.tickets.tests.make import make_ticket

pytestmark = pytest.mark.django_db


@pytest.mark.req("R45")
@pytest.mark.parametrize("newest", [1, 3, 100])
def test_the_newest_tickets_with_the_text_are_found_however_far_one_has_to_look(
    newest: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(search, "NEWEST", newest)
    with_text = [make_ticket(subject=f"Broken zip {number}") for number in range(4)]
    make_ticket(subject="Something else")
    assert find_tickets(make_user(), "broken zip", limit=3) == with_text[:0:-1]
    assert find_tickets(make_user(), "ZIP 0") == [with_text[0]]
    assert find_tickets(make_user(), "zi") == []


def test_a_limited_agent_finds_no_ticket_that_is_not_theirs():
    limited = make_user(Role.LIMITED)
    make_ticket(subject="Broken zip")
    mine = make_ticket(subject="Broken zip", agent=limited)
    assert find_tickets(limited, "broken") == [mine]


@pytest.mark.django_db
def test_how_frequent_trigrams_are_is_read_where_analyze_put_it() -> None:
    for number in range(60):
        make_ticket(subject=f"zebra {number}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticket")
    assert Frequencies()()[trigrams("zeb")[0]] == pytest.approx(1.0)
