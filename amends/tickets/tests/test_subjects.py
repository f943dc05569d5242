"""What a ticket is called that nobody gave a subject."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.tickets.actions import ItemDraft
from amends.tickets.actions.creation import LONGEST_SUBJECT, _subject_of
from amends.tickets.tests.make import make_ticket


@pytest.mark.django_db
def test_a_ticket_without_a_subject_is_called_by_its_product_and_the_fault():
    items = [ItemDraft(name="Helmet"), ItemDraft(name="Trail bike", reason="broken derailleur")]
    assert make_ticket(subject="", items=items).subject == "Trail bike: broken derailleur"
    assert make_ticket(subject="Our own", items=items).subject == "Our own"


@pytest.mark.django_db
def test_a_product_alone_says_less_than_what_the_customer_wrote():
    items = [ItemDraft(name="Helmet")]
    assert make_ticket(subject="", items=items).subject == "Helmet"
    told = make_ticket(subject="", items=items, description="The strap came off")
    assert (told.subject, told.title) == ("", "The strap came off")
    assert make_ticket(subject="").subject == ""


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=20))
def test_a_subject_made_up_fits(name: str, reason: str, description: str):
    assert len(_subject_of([ItemDraft(name=name, reason=reason)], description)) <= LONGEST_SUBJECT
