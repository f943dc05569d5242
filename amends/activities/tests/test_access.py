"""Who sees which activities."""

import pytest

from amends.activities.access import get_activity_for, visible_activities
from amends.activities.actions import delete_activity
from amends.activities.handover import pass_on
from amends.activities.tests.make import make_activity
from amends.kit.refusals import NotThere
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.access import visible_queues
from amends.tickets.tests.make import give_queue, make_actor, make_queue, make_ticket

pytestmark = pytest.mark.django_db


def limited_in(queue_code: str) -> User:
    user = make_user(Role.LIMITED)
    give_queue(user, make_queue(queue_code))
    return user


@pytest.mark.req("R36")
def test_a_limited_agent_sees_activities_of_visible_tickets_and_those_assigned():
    user = limited_in("east")
    seen = make_activity(ticket=make_ticket(queue=visible_queues(user)[0]))
    assigned = make_activity(assignee=user)
    make_activity()
    assert set(visible_activities(user)) == {seen, assigned}


@pytest.mark.req("Q21")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MANAGER, Role.AGENT])
def test_everybody_else_works_on_anybodys_activities(role: Role):
    activity = make_activity(assignee=make_user())
    assert get_activity_for(make_user(role), activity.pk, to="edit") == activity


def test_a_deleted_activity_is_found_only_by_who_asks_for_deleted_ones():
    activity = delete_activity(make_activity(), by=make_actor())
    with pytest.raises(NotThere):
        get_activity_for(make_user(), activity.pk)
    assert get_activity_for(make_user(), activity.pk, deleted=True) == activity
    with pytest.raises(NotThere):
        get_activity_for(limited_in("east"), activity.pk, deleted=True)


def test_open_activities_of_somebody_who_leaves_go_to_the_successor():
    leaver, successor = make_user(), make_user()
    activity = make_activity(assignee=leaver)
    assert pass_on(leaver, successor, by=make_actor()) == 1
    activity.refresh_from_db()
    assert activity.assignee == successor
