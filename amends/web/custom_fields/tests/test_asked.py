"""A custom field asked by a rule and by a saved view, once an administrator has put it on a form."""

import pytest
from django.test import Client

from amends.automations.tests.make import add_tag, make_rule, status_becomes, tree
from amends.journal.testing import settle
from amends.people.tests.make import make_user
from amends.tickets.actions import change_status
from amends.tickets.models import Ticket
from amends.tickets.tests.make import make_actor, make_field, make_tag, make_ticket, place, status

pytestmark = pytest.mark.django_db


@pytest.mark.req("R24", "R53")
def test_a_rule_whose_condition_is_a_custom_field_acts_on_tickets_that_have_the_value() -> None:
    place(make_field("wish", "choice", options=("repair", "refund")), make_field("account", "iban"))
    make_tag("accounting")
    when = tree(("custom_wish", "is", ["wish.refund"]), ("custom_account", "is_filled", None))
    make_rule(on=status_becomes("assessing"), when=when, steps=[add_tag("accounting")])
    account = "CZ6508000000192000145399"
    meant = make_ticket(custom={"wish": "wish.refund", "account": account})
    for ticket in (meant, make_ticket(custom={"wish": "wish.repair", "account": account}), make_ticket()):
        for code in ("waiting_return", "goods_received", "assessing"):
            change_status(ticket, to=status(code), by=make_actor())
        settle()
    assert list(Ticket.objects.filter(tags__code="accounting")) == [meant]


@pytest.mark.req("R53")
def test_a_saved_view_filters_by_a_custom_field() -> None:
    place(make_field("serial", "text"))
    wanted, other = make_ticket(custom={"serial": "WTU-4711"}), make_ticket(custom={"serial": "LM-900"})
    client = Client()
    client.force_login(make_user())
    query = "f=custom_serial~contains~wtu&scope=all"
    made = client.post("/tickets/views/new", {"name": "Series", "audience": "private", "query": query})
    listed = client.get(made["Location"]).content.decode()
    assert wanted.number in listed
    assert other.number not in listed
