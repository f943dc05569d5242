from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from amends.activities.actions import create_activity, edit_activity, expire_due
from amends.activities.tests.make import make_activity
from amends.journal.actors import Actor
from amends.journal.events import EventKind
from amends.journal.models import Event
from amends.journal.recording import record
from amends.journal.testing import settle
from amends.kit.deadlines import end_of_day
from amends.kit.testing import beside
from amends.notifications.actions import set_silences
from amends.notifications.models import Notification, Reason
from amends.notifications.retention import notifications
from amends.notifications.telling import tell, tell_what_is_due
from amends.notifications.tests.make import make_notification
from amends.orders.tests.make import make_order
from amends.people.actions.tokens import make_token
from amends.people.models import Role, Scope
from amends.people.tests.make import make_user
from amends.tickets.actions import assign_agent
from amends.tickets.tests.make import make_ticket

pytestmark = pytest.mark.django_db


def told(user) -> list[str]:
    settle()
    return [notification.sentence for notification in Notification.objects.of(user).order_by("id")]


@pytest.mark.req("R38")
def test_whoever_gets_a_ticket_is_told_by_whom():
    petra, adam = make_user(name="Petra"), make_user()
    ticket = make_ticket()
    assign_agent(ticket, agent=adam, by=Actor.person(petra))
    assert told(adam) == [f"Petra assigned you ticket {ticket.number}"]
    assert told(petra) == []


@pytest.mark.req("R36", "R38")
def test_whoever_gets_an_activity_is_told_by_whom():
    petra, adam = make_user(name="Petra"), make_user()
    activity = create_activity(make_ticket(), name="Call", assignee=adam, by=Actor.person(petra))
    assert told(adam) == ["Petra gave you the activity “Call”"]
    edit_activity(activity, assignee=petra, by=Actor.person(adam))
    assert len(told(petra)) == 1


@pytest.mark.req("R38")
def test_what_a_rule_gives_is_said_to_come_from_a_rule():
    adam = make_user()
    rule = SimpleNamespace(pk=1, name="Parcel watch")
    create_activity(make_ticket(), name="Call", assignee=adam, by=Actor.rule(rule))
    assert told(adam) == ["Rule “Parcel watch” gave you the activity “Call”"]


def test_an_edit_that_gives_it_to_nobody_new_tells_nobody():
    adam = make_user()
    activity = make_activity(assignee=adam)
    settle()
    Notification.objects.all().delete()
    edit_activity(activity, name="Other", by=Actor.system("test"))
    assert told(adam) == []


@pytest.mark.req("R38")
def test_whoever_has_an_activity_is_told_when_its_deadline_passes():
    adam = make_user()
    make_activity(name="Call", assignee=adam, due_at=timezone.now() - timedelta(days=2))
    settle()
    Notification.objects.all().delete()
    expire_due(by=Actor.clock())
    assert told(adam) == ["The deadline of “Call” has passed"]


def test_what_somebody_did_themselves_is_no_news_to_them():
    adam = make_user()
    assign_agent(make_ticket(), agent=adam, by=Actor.person(adam))
    assert told(adam) == []


def test_what_somebody_did_by_their_token_is_no_news_to_them():
    adam = make_user()
    token, _secret = make_token(adam, name="Script", scope=Scope.WRITE, by=Actor.person(adam))
    assign_agent(make_ticket(), agent=adam, by=Actor.token(token))
    assert told(adam) == []


def test_somebody_who_left_is_told_nothing():
    adam = make_user()
    assign_agent(make_ticket(), agent=adam, by=Actor.system("test"))
    adam.is_active = False
    adam.save()
    assert told(adam) == []


def test_what_somebody_does_not_want_to_hear_is_not_told():
    adam = make_user()
    set_silences(adam, wanted=[Reason.ACTIVITY_ASSIGNED])
    assign_agent(make_ticket(), agent=adam, by=Actor.system("test"))
    make_activity(assignee=adam)
    assert len(told(adam)) == 1
    set_silences(adam, wanted=list(Reason))
    assign_agent(make_ticket(), agent=adam, by=Actor.system("test"))
    assert len(told(adam)) == 2


def test_a_job_that_runs_twice_tells_once():
    adam = make_user()
    assign_agent(make_ticket(), agent=adam, by=Actor.system("test"))
    settle()
    tell([Event.objects.get(kind="ticket.agent_changed")])
    assert Notification.objects.of(adam).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_event_tell_once():
    adam = make_user()
    assign_agent(make_ticket(), agent=adam, by=Actor.system("test"))
    event = Event.objects.get(kind="ticket.agent_changed")
    with beside() as run:
        for done in [run(lambda: tell([event])), run(lambda: tell([event]))]:
            done.result(timeout=20)
    assert Notification.objects.of(adam).count() == 1


MORNING = datetime(2026, 11, 18, 7, 5, tzinfo=UTC)


@pytest.mark.req("R38")
def test_in_the_morning_of_their_own_time_zone_people_are_told_what_is_due():
    in_prague = make_user(time_zone="Europe/Prague")
    in_new_york = make_user(time_zone="America/New_York")  # still night there
    for person in (in_prague, in_new_york):
        make_activity(assignee=person, due_at=datetime(2026, 11, 18, 15, tzinfo=UTC), all_day=False)
        make_activity(assignee=person, due_at=datetime(2026, 11, 20, 15, tzinfo=UTC), all_day=False)
    assert tell_what_is_due(MORNING) == 1
    assert tell_what_is_due(MORNING + timedelta(minutes=15)) == 0
    assert Notification.objects.get().sentence == "1 activity is due today"
    assert Notification.objects.get().user == in_prague
    assert tell_what_is_due(MORNING + timedelta(hours=6)) == 1
    assert tell_what_is_due(MORNING + timedelta(days=1)) == 0


@pytest.mark.req("R38")
@pytest.mark.parametrize(
    ("zone", "told"),
    # In Auckland it is the 18th while Prague still has some of the 17th left.
    [("Europe/Prague", 2), ("America/New_York", 2), ("Pacific/Auckland", 3)],
)
def test_a_deadline_of_a_whole_day_is_due_on_that_day_wherever_the_person_is(zone, told):
    person = make_user(time_zone=zone)
    in_the_morning = datetime(2026, 11, 18, 9, tzinfo=ZoneInfo(zone))
    for number in (17, 18, 18, 19):
        make_activity(assignee=person, due_at=end_of_day(date(2026, 11, number)), all_day=True)
    assert tell_what_is_due(in_the_morning) == 1
    assert Notification.objects.get().count == told


def test_nobody_is_told_that_nothing_is_due():
    make_user(time_zone="Europe/Prague")
    assert tell_what_is_due(MORNING) == 0


def test_old_news_is_forgotten():
    adam = make_user()
    make_notification(adam, created_at=timezone.now() - timedelta(days=91))
    kept = make_notification(adam)
    notifications.delete_before(timezone.now() - notifications.kept)
    assert list(Notification.objects.all()) == [kept]


class OrderLost(EventKind):
    code = "test.order_lost"
    label = "Order lost"
    subjects = ("order",)
    who: int

    def hearers(self):
        return [(self.who, "concerned")]

    def sentence(self):
        return "An order was lost"


def test_whom_an_event_about_anything_concerns_is_told_in_its_words():
    adam, order = make_user(), make_order()
    record(OrderLost(who=adam.pk), by=Actor.person(make_user(name="Petra")), order=order)
    assert told(adam) == ["Petra: An order was lost"]
    notification = Notification.objects.get()
    assert (notification.subject_kind, notification.subject_id, notification.ticket_number) == ("order", order.pk, "")


def test_a_limited_agent_hears_of_tickets_and_activities_only():
    adam = make_user(Role.LIMITED)
    record(OrderLost(who=adam.pk), by=Actor.system("test"), order=make_order())
    assert told(adam) == []


def test_what_a_notification_is_about_is_kept_of_tickets_and_activities_too():
    adam, petra = make_user(), make_user()
    ticket = make_ticket()
    assign_agent(ticket, agent=adam, by=Actor.person(petra))
    activity = create_activity(ticket, name="Call", assignee=adam, by=Actor.person(petra))
    assert len(told(adam)) == 2
    about = set(Notification.objects.of(adam).values_list("subject_kind", "subject_id"))
    assert about == {("ticket", ticket.pk), ("activity", activity.pk)}
