"""history: what a ticket page shows, and why things happened."""

import pytest

from amends.journal.actors import Actor
from amends.journal.queries import history
from amends.journal.recording import record
from amends.journal.testing import settle
from amends.journal.tests.make import ProbeSeen, see_probe
from amends.kit.testing import assert_same_budget, queries_of


@pytest.mark.django_db
def test_history_tells_the_newest_first_with_author_and_cause():
    see_probe(4, ticket=11)
    settle()
    answer, probe = history(ticket_id=11)
    assert (answer.by, answer.because) == ("probe", "because: Probe 4 was seen")
    assert (probe.by, probe.because, probe.sentence) == ("test", "", "Probe 4 was seen")


@pytest.mark.django_db
def test_history_of_one_subject_holds_nothing_of_another():
    see_probe(ticket=1)
    assert history(ticket_id=2) == []


@pytest.mark.django_db
def test_history_goes_on_from_where_the_last_page_ended():
    events = [see_probe(number, ticket=5) for number in range(5)]
    first = history(ticket_id=5, limit=2)
    rest = history(ticket_id=5, before=first[-1].event.pk)
    assert [line.event for line in first + rest] == events[::-1]


@pytest.mark.django_db
def test_history_can_be_asked_of_some_kinds_only():
    see_probe(ticket=5)
    assert history(ticket_id=5, kinds=["test.other"]) == []


def test_history_of_nothing_is_refused():
    with pytest.raises(ValueError, match="needs a ticket"):
        history()


@pytest.mark.django_db
def test_history_costs_the_same_for_three_and_for_thirty_events():
    def read(ticket: int) -> list[str]:
        return queries_of(lambda: [(line.sentence, line.by, line.because) for line in history(ticket_id=ticket)])

    for number in range(30):
        cause = see_probe(number, ticket=30)
        record(ProbeSeen(), by=Actor.clock().because(cause), ticket=30)
    for number in range(3):
        see_probe(number, ticket=3)
    assert_same_budget(read(3), read(30))
