"""Names with characters that HTML knows are escaped once on pages, and not at all in the text of an e-mail."""

import pytest

from amends.activities.tests.make import make_activity
from amends.automations.tests.make import make_rule
from amends.journal.actors import Actor
from amends.notifications.tests.make import make_notification
from amends.orders.tests.make import make_order, make_shop
from amends.outbox.models import Letter
from amends.people.models import Role
from amends.people.tests.make import make_team, make_user
from amends.tickets.actions import add_tag
from amends.tickets.tests.make import make_queue, make_tag, make_ticket

pytestmark = pytest.mark.django_db

NAME = "Kolo & Hory"


@pytest.fixture
def pages(client):
    user = make_user(Role.ADMINISTRATOR, name=NAME)
    client.force_login(user)
    team, shop, tag = make_team(NAME), make_shop(name=NAME), make_tag("hory", names={"en": NAME})
    order = make_order(shop, customer_name=NAME, carrier=NAME)
    queue = make_queue("hory", names={"en": NAME})
    by = Actor.person(user)
    ticket = make_ticket(
        order=order, customer_name=NAME, subject=NAME, queue=queue, agent=user, notify_customer=True, description=NAME
    )
    add_tag(ticket, tag=tag, by=by)
    activity = make_activity(ticket=ticket, name=NAME, assignee=user)
    rule = make_rule(name=NAME)
    make_notification(user, ticket_number=ticket.number, by=NAME, title=NAME)
    return [
        "/tickets?scope=all",
        "/tickets?scope=all&f=queue~is~hory",
        "/tickets?scope=all&q=Kolo",
        "/tickets/new",
        f"/tickets/new?type={ticket.type.code}",
        f"/tickets/{ticket.number}",
        "/activities?preset=all",
        "/activities/new",
        f"/activities/{activity.pk}",
        "/orders",
        "/orders/missing",
        f"/orders/{shop.code}/{order.code}",
        "/settings",
        "/settings/orders",
        f"/settings/orders/shops/{shop.code}",
        "/settings/people",
        f"/settings/people/{user.pk}",
        "/settings/teams",
        f"/settings/teams/{team.pk}",
        "/settings/outbox",
        f"/settings/outbox/{Letter.objects.latest('pk').pk}",
        "/automations",
        f"/automations/{rule.pk}",
        "/notifications",
        "/profile",
        "/search?q=Kolo",
    ]


def test_nothing_is_escaped_twice(client, pages):
    twice = {}
    for address in pages:
        text = client.get(address, follow=True).text
        if "&amp;amp;" in text or "&amp;#" in text or "\\u0026amp;" in text:
            at = text.find("amp;amp;")
            twice[address] = text[max(0, at - 200) : at + 60]
    assert not twice


def test_the_text_of_an_email_is_not_html(pages):
    for letter in Letter.objects.all():
        assert NAME in letter.body_text
        assert "&amp;" not in letter.body_text + letter.subject
