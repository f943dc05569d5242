"""Knowing a customer again."""

import pytest

from amends.contacts.actions.contacts import ensure_contact
from amends.contacts.models import Contact
from amends.contacts.phones import e164, spaced
from amends.contacts.tests.make import make_contact
from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit.testing import beside

BY = Actor.system("test")


@pytest.mark.django_db
def test_an_address_is_known_again_in_any_case() -> None:
    known = make_contact(email="jana@example.cz", name="Jana")
    with recorded() as events:
        assert ensure_contact(email=" Jana@Example.CZ ", name="J. Nováková", by=BY) == known
    assert events == []
    known.refresh_from_db()
    assert known.name == "Jana", "what is known is kept"


@pytest.mark.django_db
def test_a_phone_is_known_again_however_it_is_written() -> None:
    known = make_contact(email="", phone="+420777123456")
    assert ensure_contact(phone="777 123 456", country="cz", by=BY) == known
    assert ensure_contact(phone="00420 777-123-456", country="PL", by=BY) == known


@pytest.mark.django_db
def test_missing_details_are_filled_in_and_told() -> None:
    known = make_contact(email="", phone="+420777123456", name="")
    with recorded() as events:
        ensure_contact(phone="+420777123456", email="jana@example.cz", name="Jana Nováková", by=BY)
    known.refresh_from_db()
    assert (known.email, known.name) == ("jana@example.cz", "Jana Nováková")
    assert [(event.kind, event.payload) for event in events] == [("contact.completed", {"fields": ["name", "email"]})]


@pytest.mark.django_db
def test_a_family_with_one_phone_stays_two_people() -> None:
    jana = make_contact(email="jana@example.cz", phone="+420777123456")
    petr = ensure_contact(email="petr@example.cz", phone="+420777123456", by=BY)
    assert petr != jana
    assert Contact.objects.count() == 2


@pytest.mark.django_db
def test_somebody_new_is_recorded_once() -> None:
    with recorded() as events:
        first = ensure_contact(email="nova@example.cz", name="Nová", country="cz", by=BY)
        assert ensure_contact(email="nova@example.cz", by=BY) == first
    assert [event.kind for event in events] == ["contact.created"]
    assert first.country == "CZ"


@pytest.mark.django_db(transaction=True)
def test_two_tickets_of_a_new_customer_at_once_make_one_contact() -> None:
    with beside() as run:
        futures = [run(lambda: ensure_contact(email="nova@example.cz", phone="+420777123456", by=BY)) for _ in range(6)]
        assert len({future.result().pk for future in futures}) == 1


@pytest.mark.parametrize(
    ("phone", "country", "kept"),
    [("777 123 456", "CZ", "+420777123456"), ("nonsense", "CZ", "nonsense"), ("", "CZ", ""), ("123", "", "123")],
)
def test_phones_are_kept_in_one_spelling_when_they_are_numbers(phone: str, country: str, kept: str) -> None:
    assert e164(phone, country) == kept


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("+420777123456", "+420 777 123 456"),
        ("+48501522639", "+48 501 522 639"),
        ("ask at the shop", "ask at the shop"),
    ],
)
def test_a_telephone_number_is_read_in_groups(kept: str, read: str):
    assert spaced(kept) == read
