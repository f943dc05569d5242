"""Before a configured thing is retired, the rules that name it are counted."""

import pytest

from amends.automations.actions import create_rule
from amends.configured.things import uses_of
from amends.journal.actors import Actor
from amends.tickets.tests.make import make_ticket, status

pytestmark = pytest.mark.django_db

CLOCK = Actor.clock()


def test_a_rule_that_gives_a_retired_status_is_counted_before() -> None:
    create_rule(
        name="Late",
        on={"kind": "ticket.created", "where": None},
        when=None,
        steps=[{"step": "change_status", "status": "warranty_claim.waiting_supplier"}],
        by=CLOCK,
    )
    make_ticket(status="waiting_supplier")
    uses = {str(use.label): use.count for use in uses_of(status("waiting_supplier"))}
    assert uses == {"Open tickets": 1, "Tickets in all": 1, "Automations": 1}
