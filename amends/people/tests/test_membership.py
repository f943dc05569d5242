"""Roles and teams, and the rule that somebody must be able to administer."""

import pytest

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit.testing import beside
from amends.people.actions.deactivation import deactivate_user
from amends.people.actions.membership import change_role, change_teams, join_team, leave_team
from amends.people.models import Role, User
from amends.people.refusals import LastAdministrator
from amends.people.tests.make import make_team, make_user

BY = Actor.system("test")


@pytest.mark.django_db
def test_changing_a_role_tells_the_old_and_the_new_one():
    user = make_user(Role.AGENT, name="Petr")
    with recorded() as events:
        assert change_role(user, to=Role.MANAGER, by=BY).may_manage
    assert [event.kind for event in events] == ["people.role_changed"]
    assert events[0].fact.sentence() == "Petr became Manager (was Agent)"


@pytest.mark.django_db
def test_giving_the_role_somebody_has_records_nothing():
    user = make_user(Role.AGENT)
    with recorded() as events:
        change_role(user, to=Role.AGENT, by=BY)
    assert events == []


@pytest.mark.django_db
def test_the_last_administrator_keeps_their_role():
    administrator = make_user(Role.ADMINISTRATOR)
    make_user(Role.ADMINISTRATOR, joined_at=None)
    make_user(Role.ADMINISTRATOR, is_active=False)
    with pytest.raises(LastAdministrator), recorded() as events:
        change_role(administrator, to=Role.AGENT, by=BY)
    assert events == []


@pytest.mark.django_db
def test_an_administrator_who_never_joined_can_lose_the_role():
    make_user(Role.ADMINISTRATOR)
    invited = make_user(Role.ADMINISTRATOR, joined_at=None)
    assert change_role(invited, to=Role.AGENT, by=BY).role == Role.AGENT


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_two_administrators_cannot_remove_each_other_at_the_same_moment():
    one, two = make_user(Role.ADMINISTRATOR), make_user(Role.ADMINISTRATOR)

    def attempt(deed):
        def run() -> bool:
            try:
                deed()
            except LastAdministrator:
                return False
            return True

        return run

    with beside() as run:
        demotion = run(attempt(lambda: change_role(one, to=Role.AGENT, by=BY)))
        removal = run(attempt(lambda: deactivate_user(two, successor=None, by=BY)))
        outcomes = [demotion.result(timeout=30), removal.result(timeout=30)]
    assert sorted(outcomes) == [False, True]
    assert User.objects.administrators().count() == 1


@pytest.mark.django_db
def test_changing_teams_says_who_joined_and_left_what():
    old, kept, new = make_team("Old"), make_team("Kept"), make_team("New")
    user = make_user(teams=(old, kept), name="Petr")
    with recorded() as events:
        change_teams(user, to=[kept, new], by=BY)
        change_teams(user, to=[kept, new], by=BY)
    assert set(user.teams.all()) == {kept, new}
    assert [event.kind for event in events] == ["people.teams_changed"]
    assert events[0].fact.sentence() == "Petr joined the team New; Petr left the team Old"


@pytest.mark.django_db
def test_one_team_more_or_less_leaves_the_others_as_they_are():
    kept, team = make_team("Kept"), make_team("Warehouse")
    user = make_user(teams=(kept,), name="Petr")
    with recorded() as events:
        join_team(user, team, by=BY)
        join_team(user, team, by=BY)
        assert set(user.teams.all()) == {kept, team}
        leave_team(user, team, by=BY)
    assert set(user.teams.all()) == {kept}
    said = [event.fact.sentence() for event in events]
    assert said == ["Petr joined the team Warehouse", "Petr left the team Warehouse"]
