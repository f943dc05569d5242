"""Notifications of what has gone out of sight are gone too."""

import pytest

from amends.activities.tests.make import make_activity
from amends.kit.refusals import NotThere
from amends.kit.testing import queries_of
from amends.notifications import access
from amends.notifications.access import get_notification_for, notifications_of, unread_count
from amends.notifications.models import Reason
from amends.notifications.tests.make import make_notification
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.actions import assign_agent
from amends.tickets.tests.make import give_queue, make_actor, make_queue, make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def limited() -> User:
    user = make_user(Role.LIMITED)
    give_queue(user, make_queue("mine"))
    return user


def test_very_many_unread_are_not_counted_out(limited: User):
    """Each of a limited agent's is held against what they see: 50 thousand took more than a second."""
    [counted] = [one for one in queries_of(lambda: unread_count(limited)) if "COUNT" in one]
    assert "LIMIT 1001" in counted


def test_of_very_many_out_of_sight_the_newest_are_looked_at_only(limited: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(access, "LOOKED_THROUGH", 2)
    seen, hidden = make_ticket(agent=limited), make_ticket()
    make_notification(limited, ticket_number=seen.number)
    make_notification(limited, ticket_number=seen.number)
    assert unread_count(limited) == 2
    make_notification(limited, ticket_number=hidden.number)
    assert unread_count(limited) == 1


def test_a_ticket_that_was_taken_away_again_is_neither_listed_nor_counted(limited: User):
    ticket = make_ticket(agent=limited)
    told = make_notification(limited, ticket_number=ticket.number)
    assert (list(notifications_of(limited)), unread_count(limited)) == ([told], 1)
    assign_agent(ticket, agent=None, by=make_actor())
    assert (list(notifications_of(limited)), unread_count(limited)) == ([], 0)
    with pytest.raises(NotThere):
        get_notification_for(limited, told.pk)


def test_an_activity_given_to_somebody_else_is_neither_listed_nor_counted(limited: User):
    activity = make_activity()
    make_notification(limited, reason=Reason.ACTIVITY_ASSIGNED, activity_id=activity.pk, title="Axolotl")
    assert (list(notifications_of(limited)), unread_count(limited)) == ([], 0)


def test_of_an_activity_on_a_ticket_out_of_sight_the_ticket_is_not_named(limited: User, client):
    activity = make_activity(assignee=limited)
    number, reason = activity.ticket.number, Reason.ACTIVITY_ASSIGNED
    make_notification(limited, reason=reason, activity_id=activity.pk, title="Call", ticket_number=number)
    client.force_login(limited)
    page = client.get("/notifications").content.decode()
    assert "Call" in page
    assert number not in page


def test_whoever_sees_everything_keeps_all_they_were_told():
    user = make_user()
    make_notification(user)
    make_notification(user, reason=Reason.ACTIVITY_EXPIRED, activity_id=make_activity().pk)
    make_notification(user, reason=Reason.DUE_TODAY, ticket_number="", count=3)
    assert (notifications_of(user).count(), unread_count(user)) == (3, 3)


def test_the_mornings_is_about_nothing_that_could_go_out_of_sight(limited: User):
    make_notification(limited, reason=Reason.DUE_TODAY, ticket_number="", count=3)
    assert unread_count(limited) == 1


def test_in_words_of_an_event_that_may_name_the_ticket_it_is_for_who_sees_the_ticket(limited: User):
    activity = make_activity(assignee=limited)
    about = {"activity_id": activity.pk, "ticket_number": activity.ticket.number, "title": activity.ticket.subject}
    make_notification(limited, reason=Reason.CONCERNED, **about)
    make_notification(limited, reason=Reason.CONCERNED, subject_kind="rule", subject_id=1, ticket_number="", title="x")
    assert (list(notifications_of(limited)), unread_count(limited)) == ([], 0)
    assign_agent(activity.ticket, agent=limited, by=make_actor())
    assert unread_count(limited) == 1
