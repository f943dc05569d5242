"""What an address may ask is bounded before it is read, and never cut down to something else."""

import pytest
from django.urls import reverse

from amends.people.tests.make import make_user
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_ticket
from amends.vocabulary.compiler import understand
from amends.vocabulary.problems import BadValue
from amends.vocabulary.trees import MOST_VALUES
from amends.vocabulary.types import LONGEST
from amends.web.filters.address import read_condition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("letter", ["x", "%C5%99", "%F0%9F%93%A6"], ids=["one byte", "two bytes", "four bytes"])
def test_a_value_may_be_as_long_as_any_and_no_longer(letter):
    assert understand(read_condition(f"subject~contains~{letter * LONGEST}"), "ticket").values
    for length in (LONGEST + 1, 100_000):
        with pytest.raises(BadValue, match="too long"):
            understand(read_condition(f"subject~contains~{letter * length}"), "ticket")


@pytest.mark.parametrize("op", ["is", "is_not"])
def test_too_many_values_are_a_problem_and_never_fewer_values(op):
    assert understand(read_condition(f"subject~{op}~" + ",".join("a" * MOST_VALUES)), "ticket").values
    for number in (MOST_VALUES + 1, MOST_VALUES + 2, 100_000):
        condition = read_condition(f"subject~{op}~" + ",".join("a" * number))
        assert len(condition.values) <= MOST_VALUES + 2
        with pytest.raises(BadValue):
            understand(condition, "ticket")


def test_a_form_of_megabytes_is_not_read(client):
    client.force_login(make_user())
    ticket = make_ticket()
    answer = client.post(reverse("tickets:bulk"), {"query": "f=subject~is_not~" + "a," * 2_000_000, "status": "x"})
    assert answer.status_code == 400
    assert Ticket.objects.get().updated_at == ticket.updated_at
