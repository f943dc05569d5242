"""Where new tickets begin, set and used by programs."""

import pytest

from amends.api.tests.make import make_api, problem_of
from amends.orders.tests.make import make_order, make_shop
from amends.people.models import Role
from amends.tickets.tests.make import ensure_workflows, make_queue

pytestmark = pytest.mark.django_db
CHOICE = {"type": "warranty_claim", "shop": None, "language": "pl", "queue": "polish"}


def test_a_program_chooses_a_first_queue_and_tickets_made_here_begin_in_it():
    ensure_workflows()
    make_queue("polish")
    api, shop = make_api(Role.ADMINISTRATOR), make_shop(language="pl")
    assert api.put("/first-queues", CHOICE).json() == [CHOICE] == api.get("/first-queues").json()
    order = make_order(shop, language="")
    ticket = {"type": "warranty_claim", "order": {"shop": shop.code, "code": order.code}}
    made = api.post("/tickets", ticket)
    assert made.json()["queue"] == "polish", made.content
    assert api.put("/first-queues", CHOICE | {"queue": None}).json() == []
    assert api.post("/tickets", ticket).json()["queue"] == "claims"


def test_what_is_not_there_is_named_and_only_administrators_choose():
    ensure_workflows()
    make_queue("polish")
    api = make_api(Role.ADMINISTRATOR)
    for name in ("type", "shop", "queue"):
        problem = problem_of(api.put("/first-queues", CHOICE | {name: "nowhere"}))
        assert (problem["status"], problem["code"]) == (422, "unknown"), problem
    manager = make_api(Role.MANAGER)
    assert manager.put("/first-queues", CHOICE).status_code == 403
    assert manager.get("/first-queues").status_code == 403
