"""Two presses at once, on real connections with real commits: one is done, the other hears why not."""

import pytest
from django.db import transaction

from amends.automations.actions import RuleRefused, create_rule
from amends.automations.tests.make import on
from amends.journal.actors import Actor
from amends.kit.testing import beside, until_somebody_waits
from amends.people.actions.invitation import invite_user
from amends.people.actions.teams import make_team
from amends.people.models import Role
from amends.people.refusals import AddressTaken, TeamNameTaken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

BY = Actor.system("test")
STEPS = [{"step": "change_priority", "priority": "high"}]


@pytest.mark.parametrize(
    ("deed", "refusal"),
    [
        (lambda: invite_user(email="jana@shop.example", name="Jana", role=Role.AGENT, by=BY), AddressTaken),
        (lambda: make_team(name="Returns", by=BY), TeamNameTaken),
        (lambda: create_rule(name="Hurry", on=on("ticket.created"), steps=STEPS, by=BY), RuleRefused),
    ],
    ids=["invitation", "team", "rule"],
)
def test_of_two_that_make_the_same_at_once_the_second_is_told_so(deed, refusal):
    with beside() as run:
        with transaction.atomic():
            deed()
            second = run(deed)
            until_somebody_waits()
        with pytest.raises(refusal):
            second.result(timeout=30)
