"""Deadlines by law: their settings, and what a ticket's page says of them."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from amends.kit.deadlines import end_of_day
from amends.kit.testing import queries_of
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.actions import choose_legal_period
from amends.tickets.models import LegalPeriod
from amends.tickets.tests.make import claim, make_actor, make_ticket

pytestmark = pytest.mark.django_db
PAGE = "/settings/legal-periods"
GIVEN = {"type": "warranty_claim", "country": "SK", "days": "30", "valid_from": "2024-07-01", "source": "Act 108/2024"}
BEGAN = datetime(2026, 10, 27, 15, 42, tzinfo=UTC)


def door(role: Role = Role.ADMINISTRATOR) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def test_an_administrator_adds_a_period_sees_it_and_takes_it_back():
    claim()
    client = door()
    shown = client.post(PAGE, GIVEN, follow=True).content.decode()
    assert "Act 108/2024" in shown
    one = LegalPeriod.objects.get(country="SK")
    assert (one.type.code, one.days, one.valid_from) == ("warranty_claim", 30, date(2024, 7, 1))
    client.post(f"{PAGE}/{one.pk}/removal")
    assert not LegalPeriod.objects.filter(country="SK").exists()


@pytest.mark.parametrize("wrong", [{"days": "0"}, {"source": ""}, {"valid_from": "tomorrow"}, {"type": "none"}])
def test_what_is_wrong_is_said_at_its_field_with_what_was_typed_kept(wrong: dict[str, str]):
    claim()
    answer = door().post(PAGE, GIVEN | {"source": "Typed before"} | wrong)
    assert answer.status_code == 422
    (field,) = wrong
    assert answer.context["form"].errors[field]
    assert field == "source" or "Typed before" in answer.content.decode()
    assert not LegalPeriod.objects.filter(country="SK").exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_nobody_else_enters(role: Role):
    claim()
    one = LegalPeriod.objects.first()
    assert one is not None
    client = door(role)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}/{one.pk}/removal").status_code == 403
    assert LegalPeriod.objects.filter(pk=one.pk).exists()


def test_the_page_costs_the_same_for_few_rows_and_for_many():
    client = door()
    client.get(PAGE)
    few = queries_of(lambda: client.get(PAGE))
    for year in range(2001, 2010):
        choose_legal_period(claim(), country="DE", valid_from=date(year, 1, 1), days=9, source="X", by=make_actor())
    client.get(PAGE)
    assert len(queries_of(lambda: client.get(PAGE))) == len(few)


def test_a_ticket_tells_how_its_deadline_by_law_comes_about_and_takes_it_over():
    ticket = make_ticket(type=claim(), country="CZ", at=BEGAN)
    client = door(Role.AGENT)
    shown = client.get(f"/tickets/{ticket.number}").content.decode()
    for said in ("By law", "30 calendar days", "634/1992", 'value="2026-11-26"', "Set this deadline"):
        assert said in shown
    client.post(f"/tickets/{ticket.number}/deadline", {"day": "2026-11-26", "seen": ""})
    ticket.refresh_from_db()
    assert ticket.due_at == end_of_day(date(2026, 11, 26))
    assert "Set this deadline" not in client.get(f"/tickets/{ticket.number}").content.decode()


def test_a_last_day_that_is_free_is_named_with_the_law_that_moves_it():
    ticket = make_ticket(type=claim(), country="CZ", at=datetime(2026, 11, 24, 11, tzinfo=UTC))
    shown = door(Role.AGENT).get(f"/tickets/{ticket.number}").content.decode()
    for said in ("Christmas Eve", "Christmas Day", "Sunday", "89/2012", 'value="2026-12-28"'):
        assert said in shown


def test_a_deadline_later_than_the_law_allows_is_told():
    ticket = make_ticket(type=claim(), country="PL", at=BEGAN, due_at=end_of_day(date(2026, 11, 11)))
    assert "later than the law allows" in door(Role.AGENT).get(f"/tickets/{ticket.number}").content.decode()


def test_a_ticket_without_a_deadline_by_law_says_nothing_of_it():
    ticket = make_ticket(type=claim(), country="DE", at=BEGAN)
    assert "By law" not in door(Role.AGENT).get(f"/tickets/{ticket.number}").content.decode()
