"""Requests that nobody would write by hand: no answer is a fault of ours, and each is one that was described."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans, one_of
from schemathesis import GenerationMode
from schemathesis.checks import (
    not_a_server_error,
)
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from amends.activities.tests.make import make_activity
from amends.api.tests.make import Api
from amends.orders.tests.make import make_order, make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_tag, make_ticket
from config.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def world():
    """An administrator's token, and a thing of each sort for the addresses."""
    shop, tag = make_shop("shop"), make_tag("vip")
    order = make_order(shop, items=1)
    activity = make_activity(ticket=make_ticket(order=order, tags=[tag]))
    api = Api(make_user(Role.ADMINISTRATOR))
    api.post("/rules", {"name": "R", "steps": [{"step": "add_tag", "tag": "vip"}]})
    (rule,) = api.get("/rules").json()["items"]
    there = {"number": activity.ticket.number, "activity_id": activity.pk, "shop": "shop", "rule_id": rule["id"]}
    with one_connection():
        yield api, there | {"contact_id": activity.ticket.contact_id, "subject": "ticket"}


@contextmanager
def one_connection() -> Iterator[None]:
    """The test's connection outlives its requests, as Django's own test client sees to it for its own."""
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in ends:
            signal.connect(close_old_connections)


DESCRIPTION = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
OPERATIONS = [found.ok() for found in DESCRIPTION.get_all_operations() if isinstance(found, Ok)]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_no_request_breaks_the_interface_or_its_description(operation, world):
    api, there = world
    # called without a network, nobody would unpack the answers
    headers = {"Authorization": f"Bearer {api.secret}", "Accept-Encoding": "identity"}
    good = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    bad = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(max_examples=12, database=None, suppress_health_check=list(HealthCheck))
    @given(one_of(good, bad), booleans())
    def ask(case, about_something_there):
        if about_something_there:
            case.path_parameters = {
                name: there.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
        case.call_and_validate(headers=headers, checks=CHECKS)

    ask()
