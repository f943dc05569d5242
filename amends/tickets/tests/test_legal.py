"""By when the law wants a ticket settled."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from amends.configured.refusals import SettingRefused
from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.tickets.actions import choose_legal_period
from amends.tickets.days_off import NEXT_WORKING_DAY, day_off
from amends.tickets.legal import LegalDeadline, legal_deadline
from amends.tickets.models import LegalPeriod
from amends.tickets.tests.make import claim, make_ticket, returns

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
NOON = time(11, tzinfo=UTC)
BEGAN = datetime(2026, 10, 27, 15, 42, tzinfo=UTC)


@pytest.mark.parametrize(("country", "days", "last"), [("CZ", 30, date(2026, 11, 26)), ("PL", 14, date(2026, 11, 10))])
def test_amends_knows_the_law_of_warranty_claims_in_both_countries(country: str, days: int, last: date):
    found = legal_deadline(make_ticket(type=claim(), country=country, at=BEGAN))
    assert found is not None
    assert (found.start, found.period.days, found.last) == (date(2026, 10, 27), days, last)
    assert found.period.source


def test_without_a_period_of_its_type_and_country_a_ticket_has_no_deadline_by_law():
    assert legal_deadline(make_ticket(type=returns(), country="CZ")) is None
    assert legal_deadline(make_ticket(type=claim(), country="DE")) is None
    choose_legal_period(claim(), country="", valid_from=date(2020, 1, 1), days=21, source="Our own rule", by=BY)
    found = legal_deadline(make_ticket(type=claim(), country="DE"))
    assert found is not None
    assert found.period.days == 21


def test_a_new_law_counts_for_tickets_that_begin_when_it_is_valid_and_not_for_older_ones():
    choose_legal_period(claim(), country="CZ", valid_from=date(2026, 11, 1), days=20, source="Act 1/2026", by=BY)
    older = legal_deadline(make_ticket(type=claim(), country="CZ", at=BEGAN))
    newer = legal_deadline(make_ticket(type=claim(), country="CZ", at=datetime(2026, 11, 1, 9, tzinfo=UTC)))
    assert older is not None
    assert newer is not None
    assert (older.period.days, newer.period.days) == (30, 20)
    before_any = datetime(2022, 5, 1, 9, tzinfo=UTC)
    assert legal_deadline(make_ticket(type=claim(), country="CZ", at=before_any)) is None


def test_the_day_begins_where_the_installation_is():
    found = legal_deadline(make_ticket(type=claim(), country="CZ", at=datetime(2026, 10, 27, 23, 30, tzinfo=UTC)))
    assert found is not None
    assert found.start == date(2026, 10, 28)


def test_choosing_and_taking_back_is_told_once_each():
    place: dict[str, Any] = {"country": "sk", "valid_from": date(2024, 7, 1), "by": BY}
    with recorded() as events:
        choose_legal_period(claim(), days=30, source="Act 108/2024", **place)
        choose_legal_period(claim(), days=30, source="Act 108/2024", **place)
        choose_legal_period(claim(), days=None, **place)
        choose_legal_period(claim(), days=None, **place)
    assert [event.kind for event in events] == ["legal_period.chosen"] * 2
    assert "30 calendar days by law from 1 July 2024" in events[0].sentence
    assert "no deadline by law" in events[1].sentence
    assert not LegalPeriod.objects.filter(country="SK").exists()


@pytest.mark.parametrize(("days", "source", "field"), [(30, " ", "source"), (0, "Act", "days"), (4000, "Act", "days")])
def test_a_period_needs_days_and_a_source(days: int, source: str, field: str):
    with pytest.raises(SettingRefused) as refused:
        choose_legal_period(claim(), country="SK", valid_from=date(2024, 7, 1), days=days, source=source, by=BY)
    assert refused.value.field == field
    assert not LegalPeriod.objects.filter(country="SK").exists()


@pytest.mark.parametrize(
    ("country", "began", "counted", "last", "free"),
    [
        ("CZ", date(2026, 10, 30), date(2026, 11, 29), date(2026, 11, 30), ["Sunday"]),
        (
            "CZ",
            date(2026, 11, 24),
            date(2026, 12, 24),
            date(2026, 12, 28),
            ["Christmas Eve", "Christmas Day", "Second", "Sunday"],
        ),
        ("PL", date(2026, 10, 28), date(2026, 11, 11), date(2026, 11, 12), ["Independence"]),
        ("PL", date(2026, 10, 27), date(2026, 11, 10), date(2026, 11, 10), []),
    ],
)
def test_a_period_that_would_end_on_a_free_day_ends_with_the_next_working_day(
    country: str, began: date, counted: date, last: date, free: list[str]
):
    found = legal_deadline(make_ticket(type=claim(), country=country, at=datetime.combine(began, NOON)))
    assert found is not None
    assert (found.counted, found.last) == (counted, last)
    assert len(found.days_off) == (last - counted).days
    assert bool(found.moved_by) == bool(free)
    told = [name for _day, name in found.days_off]
    assert all(any(word in name for name in told) for word in free), told


def test_where_no_law_is_known_that_moves_the_last_day_it_stays():
    choose_legal_period(claim(), country="DE", valid_from=date(2020, 1, 1), days=30, source="Our own rule", by=BY)
    found = legal_deadline(make_ticket(type=claim(), country="DE", at=datetime.combine(date(2026, 10, 30), NOON)))
    assert found is not None
    assert found.last == found.counted == date(2026, 11, 29)


@pytest.mark.parametrize(("language", "name"), [("cs", "Štědrý den"), ("pl", "Christmas Eve"), ("en", "Christmas Eve")])
def test_free_days_have_names_in_the_languages_there_are(language: str, name: str):
    with override(language):
        assert day_off(date(2026, 12, 24), "CZ") == name
        assert day_off(date(2026, 11, 30), "CZ") is None


@given(began=st.dates(date(2023, 1, 7), date(2040, 12, 31)), country=st.sampled_from(sorted(NEXT_WORKING_DAY)))
def test_no_period_ends_on_a_free_day_or_more_than_a_week_later(began: date, country: str):
    period = LegalPeriod(country=country, days=30, source="x")
    found = LegalDeadline(began, began + timedelta(days=30), period, country)
    assert day_off(found.last, country) is None
    assert timedelta(0) <= found.last - found.counted <= timedelta(days=7)
