"""What a ticket is called."""

from amends.tickets.models import Ticket


def test_a_ticket_is_called_by_its_subject():
    assert Ticket(subject="Torn strap", description="It tore.").title == "Torn strap"


def test_without_a_subject_it_is_called_by_the_beginning_of_what_the_customer_said():
    assert Ticket(description="The strap\ntore on day two.").title == "The strap tore on day two."
    assert len(Ticket(description="long " * 100).title) == 80


def test_with_neither_it_says_so():
    assert Ticket().title == "Without a subject"
