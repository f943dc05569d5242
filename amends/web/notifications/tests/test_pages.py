import re

import pytest

from amends.activities.tests.make import make_activity
from amends.kit.testing import assert_same_budget, queries_of
from amends.notifications.access import reasons_of
from amends.notifications.models import Notification, Reason
from amends.notifications.tests.make import make_notification
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    person = make_user()
    client.force_login(person)
    return person


def test_the_bell_tells_how_many_are_unread(client, user):
    make_notification(user)
    make_notification(make_user())
    bell = client.get("/notifications/bell", headers={"HX-Request": "true"}).content.decode()
    assert 'aria-label="Notifications: 1 unread"' in bell


def test_without_javascript_the_bell_leads_to_the_list(client, user):
    assert client.get("/notifications/bell")["Location"] == "/notifications"


def test_the_list_shows_ones_own_and_nobody_elses(client, user):
    mine, other = make_notification(user), make_notification(make_user())
    page = client.get("/notifications").content.decode()
    assert mine.sentence in page
    assert other.ticket_number not in page


def test_an_empty_list_says_what_will_be_in_it(client, user):
    assert "Here you are told when work is given to you" in client.get("/notifications").content.decode()


def test_opening_one_reads_it_and_leads_to_what_it_is_about(client, user):
    ticket = make_ticket()
    told = make_notification(user, ticket_number=ticket.number)
    response = client.get(f"/notifications/{told.pk}")
    assert response["Location"] == f"/tickets/{ticket.number}"
    told.refresh_from_db()
    assert not told.is_unread


def test_one_about_an_activity_leads_to_the_activity(client, user):
    activity = make_activity()
    told = make_notification(user, activity_id=activity.pk, reason=Reason.ACTIVITY_ASSIGNED)
    assert client.get(f"/notifications/{told.pk}")["Location"] == f"/activities/{activity.pk}"


def test_the_mornings_leads_to_what_is_due_today(client, user):
    told = make_notification(user, reason=Reason.DUE_TODAY, count=2)
    assert client.get(f"/notifications/{told.pk}")["Location"] == "/activities?scope=mine&preset=today"


def test_somebody_elses_is_not_there(client, user):
    told = make_notification(make_user())
    assert client.get(f"/notifications/{told.pk}").status_code == 404
    told.refresh_from_db()
    assert told.is_unread


def test_all_are_marked_as_read(client, user):
    make_notification(user)
    other = make_notification(make_user())
    client.post("/notifications/reading")
    assert list(Notification.objects.unread()) == [other]


def test_what_to_be_told_is_chosen(client, user):
    client.post("/notifications/reasons", {"reason": ["due_today"]})
    assert reasons_of(user) == {"due_today"}
    assert client.get("/notifications").content.decode().count(" checked") == 1


def test_the_list_takes_as_many_queries_for_thirty_as_for_three(client, user):
    for _number in range(3):
        make_notification(user)
    few = queries_of(lambda: client.get("/notifications"))
    for _number in range(27):
        make_notification(user)
    assert_same_budget(few, queries_of(lambda: client.get("/notifications")))


def test_one_about_another_thing_leads_to_its_page_or_back_to_the_list(client, user):
    ticket = make_ticket()
    words = {"reason": Reason.CONCERNED, "ticket_number": ""}
    told = make_notification(user, subject_kind="ticket", subject_id=ticket.pk, **words)
    assert client.get(f"/notifications/{told.pk}")["Location"] == f"/tickets/{ticket.number}"
    for kind, number in (("spaceship", 1), ("ticket", 987654321), ("", None)):
        told = make_notification(user, subject_kind=kind, subject_id=number, **words)
        assert client.get(f"/notifications/{told.pk}")["Location"] == "/notifications"


def test_each_sentence_names_the_customer_and_the_subject_of_its_ticket(client, user):
    ticket = make_ticket(customer_name="Jana Dvořáková", subject="Bent derailleur")
    for _number in range(2):
        make_notification(user, ticket_number=ticket.number)
    links = re.findall(r'<a href="/notifications/\d+">(.*?)</a>', client.get("/notifications").text, re.DOTALL)
    assert len(links) == 2
    assert all("Jana Dvořáková: Bent derailleur" in link for link in links)


def test_under_its_ticket_a_sentence_shows_neither_number_nor_names_once_more(client, user):
    ticket = make_ticket(customer_name="Jana Dvořáková", subject="Bent derailleur")
    make_notification(user, reason=Reason.TICKET_ASSIGNED, by="Karel", ticket_number=ticket.number)
    [link] = re.findall(r'<a href="/notifications/\d+">(.*?)</a>', client.get("/notifications").text, re.DOTALL)
    seen = re.sub(r'<span class="visually-hidden">.*?</span>', "", link)
    assert seen == "Karel assigned you this ticket"


def test_what_was_told_of_a_ticket_stands_together_under_its_customer_and_subject(client, user):
    ticket, other = make_ticket(customer_name="Jana Dvořáková", subject="Bent derailleur"), make_ticket()
    for number in (ticket.number, other.number, ticket.number):
        make_notification(user, ticket_number=number)
    page = client.get("/notifications").content.decode()
    headings = re.findall(r"<h2[^>]*>.*?</h2>", page, re.DOTALL)
    assert ["Jana Dvořáková: Bent derailleur" in heading for heading in headings[:2]] == [True, False]
    groups = client.get("/notifications").context["groups"]
    assert [(group.ticket, len(group.rows)) for group in groups] == [(ticket, 2), (other, 1)]


def test_a_ticket_out_of_sight_names_nobody(client):
    limited, ticket = make_user(Role.LIMITED), make_ticket(customer_name="Jana Dvořáková")
    client.force_login(limited)
    activity = make_activity(ticket=ticket, assignee=limited)
    make_notification(
        limited, reason=Reason.ACTIVITY_ASSIGNED, activity_id=activity.pk, ticket_number=ticket.number, title="Call"
    )
    page = client.get("/notifications").content.decode()
    assert "“Call”" in page
    assert "Dvořáková" not in page
    assert ticket.number not in page
