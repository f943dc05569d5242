"""What one may not see is shown in filters like what is not there."""

import pytest
from django.test import Client

from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import give_queue, make_queue

pytestmark = pytest.mark.django_db

PAGES = [
    "/tickets?f=queue~is~{}",
    "/tickets?f=queue~is~{}&edit=0",
    "/activities?f=ticket_queue~is~{}",
    "/activities?f=ticket_queue~is_not~{}&edit=0",
    "/filters/ticket/options?field=queue&value={}",
    "/filters/ticket/editor?field=queue&op=is&value={}&next=/tickets",
]


@pytest.fixture
def limited(client: Client) -> Client:
    user = make_user(Role.LIMITED)
    give_queue(user, make_queue("mine", names={"en": "Wombat"}))
    make_queue("hidden", names={"en": "Axolotl"})
    client.force_login(user)
    return client


def told(client: Client, address: str, code: str) -> str:
    response = client.get(address.format(code), headers={"HX-Request": "true"})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_queue_out_of_sight_is_shown_like_one_that_is_not_there(limited: Client, address: str):
    hidden = told(limited, address, "hidden")
    assert "Axolotl" not in hidden
    assert "Wombat" in told(limited, address, "mine")


def test_a_condition_on_it_says_that_it_is_not_there(limited: Client):
    said = [
        [(str(chip.phrase), chip.problem) for chip in limited.get(f"/tickets?f=queue~is~{code}").context["bar"].chips]
        for code in ("hidden", "nowhere")
    ]
    assert said[0] == [("Queue is hidden", "Queue: there is no “hidden” any more.")]
    assert said[1] == [("Queue is nowhere", "Queue: there is no “nowhere” any more.")]


@pytest.mark.parametrize("address", PAGES)
def test_who_sees_every_queue_reads_its_name(client: Client, address: str):
    make_queue("hidden", names={"en": "Axolotl"})
    client.force_login(make_user())
    assert "Axolotl" in told(client, address, "hidden")


@pytest.mark.parametrize(("role", "is_told"), [(Role.LIMITED, False), (Role.AGENT, True)])
def test_addresses_of_colleagues_are_not_for_limited_agents(client: Client, role: Role, is_told: bool):
    colleague = make_user(name="Petra Malá")
    client.force_login(make_user(role))
    options = client.get("/filters/ticket/options?field=agent&look=petra").content.decode()
    assert "Petra Malá" in options
    assert (colleague.email in options) is is_told
