from datetime import UTC, datetime

import pytest

from amends.api.tests.make import make_api, problem_of
from amends.people.models import Role
from amends.tickets.models import LegalPeriod
from amends.tickets.tests.make import claim, make_ticket

pytestmark = pytest.mark.django_db
GIVEN = {"type": "warranty_claim", "country": "sk", "valid_from": "2024-07-01", "days": 30, "source": "Act 108/2024"}


def test_an_administrator_sets_a_period_and_takes_it_back():
    claim()
    api = make_api(Role.ADMINISTRATOR)
    rows = api.put("/legal-periods", GIVEN).json()
    assert GIVEN | {"country": "SK"} in rows
    assert api.get("/legal-periods").json() == rows
    assert len(api.put("/legal-periods", GIVEN | {"days": None}).json()) == len(rows) - 1


def test_a_period_without_a_source_is_a_problem():
    claim()
    response = make_api(Role.ADMINISTRATOR).put("/legal-periods", GIVEN | {"source": ""})
    assert response.status_code == 422
    assert problem_of(response)["code"] == "setting_refused"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_nobody_else_may(role: Role):
    claim()
    api = make_api(role)
    assert api.get("/legal-periods").status_code == 403
    assert api.put("/legal-periods", GIVEN).status_code == 403
    assert not LegalPeriod.objects.filter(country="SK").exists()


def test_a_ticket_tells_its_deadline_by_law():
    ticket = make_ticket(type=claim(), country="PL", at=datetime(2026, 10, 27, 15, tzinfo=UTC))
    told = make_api().get(f"/tickets/{ticket.number}").json()["legal_deadline"]
    assert (told["start"], told["days"], told["last"]) == ("2026-10-27", 14, "2026-11-10")
    assert "7a" in told["source"]
