"""Forms name the order that was picked; whoever may not browse can't count through the numbers of rows."""

import pytest

from amends.kit.refusals import NotThere
from amends.orders.access import get_referred_order, reference_to
from amends.orders.tests.make import make_order
from amends.people.models import Role
from amends.people.tests.make import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_a_reference_leads_back_to_its_order(role: Role) -> None:
    user, order = make_user(role), make_order()
    assert get_referred_order(user, reference_to(user, order)) == order


def test_a_bookmark_of_who_may_browse_is_the_plain_number() -> None:
    order = make_order()
    assert get_referred_order(make_user(), str(order.pk)) == order


def test_a_limited_agent_picks_only_what_they_were_shown() -> None:
    one, other, order = make_user(Role.LIMITED), make_user(Role.LIMITED), make_order()
    reference = reference_to(one, order)
    for wanted in (str(order.pk), reference_to(other, order), reference[:-1], reference + "x", "", ":", "é"):
        with pytest.raises(NotThere):
            get_referred_order(one, wanted)


@pytest.mark.parametrize("wanted", ["", "0", "-1", "x", "9" * 30, "²", "1:2"])
def test_what_is_no_number_is_not_there_for_who_may_browse(wanted: str) -> None:
    make_order()
    with pytest.raises(NotThere):
        get_referred_order(make_user(), wanted)
