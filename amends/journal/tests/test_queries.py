"""history: what a ticket page shows, and why things happened."""

import pytest
from django.db import transaction

from amends.journal.actors import Actor
from amends.journal.events import Audience
from amends.journal.queries import history
from amends.journal.recording import record
from amends.journal.testing import settle
from amends.journal.tests.make import ProbeSeen, see_probe
from amends.kit.testing import assert_same_budget, queries_of


@pytest.mark.django_db
def test_history_tells_the_newest_first_with_author_and_cause():
    see_probe(4, ticket=11)
    settle()
    answer, probe = history(about=("ticket", 11), audience=Audience.STAFF)
    assert (answer.by, answer.because) == ("probe", "because: Probe 4 was seen")
    assert (probe.by, probe.because, probe.sentence) == ("test", "", "Probe 4 was seen")


@pytest.mark.django_db
def test_history_of_one_subject_holds_nothing_of_another():
    see_probe(ticket=1)
    assert history(about=("ticket", 2), audience=Audience.STAFF) == []


@pytest.mark.django_db
def test_history_goes_on_from_where_the_last_page_ended():
    events = [see_probe(number, ticket=5) for number in range(5)]
    first = history(about=("ticket", 5), audience=Audience.STAFF, limit=2)
    rest = history(about=("ticket", 5), audience=Audience.STAFF, before=first[-1].event.pk)
    assert [line.event for line in first + rest] == events[::-1]


@pytest.mark.django_db
def test_history_can_be_asked_of_some_kinds_only():
    see_probe(ticket=5)
    assert history(about=("ticket", 5), audience=Audience.STAFF, kinds=["test.other"]) == []


@pytest.mark.django_db
def test_history_is_of_a_subject_of_one_kind_not_of_all_that_share_a_number():
    with transaction.atomic():
        event = record(ProbeSeen(), by=Actor.clock(), ticket=7, contact=8)
    assert [line.event for line in history(about=("contact", 8), audience=Audience.STAFF)] == [event]
    assert history(about=("contact", 7), audience=Audience.STAFF) == []


@pytest.mark.django_db
def test_a_cause_that_belongs_to_another_history_is_told_too():
    with transaction.atomic():
        cause = record(ProbeSeen(number=4), by=Actor.clock(), ticket=1)
        record(ProbeSeen(), by=Actor.clock().because(cause), ticket=2)
    [line] = history(about=("ticket", 2), audience=Audience.STAFF)
    assert (line.cause, line.because) == (cause, "because: Probe 4 was seen")


@pytest.mark.django_db
def test_history_costs_the_same_for_three_and_for_thirty_events():
    def read(ticket: int) -> list[str]:
        return queries_of(
            lambda: [
                (line.sentence, line.by, line.because)
                for line in history(about=("ticket", ticket), audience=Audience.STAFF)
            ]
        )

    for number in range(30):
        cause = see_probe(number, ticket=30)
        record(ProbeSeen(), by=Actor.clock().because(cause), ticket=30)
    for number in range(3):
        see_probe(number, ticket=3)
    assert_same_budget(read(3), read(30))
