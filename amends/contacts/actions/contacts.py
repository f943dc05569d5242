"""Knowing a customer again, or for the first time."""

from django.db import transaction

from amends.contacts.events import ContactCompleted, ContactCreated
from amends.contacts.models import Contact
from amends.contacts.phones import e164
from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit import locks

DETAILS = ("name", "email", "phone", "company", "language", "country")


@transaction.atomic
def ensure_contact(
    *,
    name: str = "",
    email: str = "",
    phone: str = "",
    company: str = "",
    language: str = "",
    country: str = "",
    by: Actor,
) -> Contact:
    """The contact with this e-mail address, else with this phone, else a new one.

    E-mail is compared without case, phones as E.164 (a number without prefix is read as one of `country`). A contact
    found by e-mail or phone keeps what is known of it; only details that were empty are filled in. A contact with a
    different address of its own is never taken for its phone: families and companies share numbers.
    """
    given = {
        "name": " ".join(name.split()),
        "email": email.strip().lower(),
        "phone": e164(phone, country),
        "company": " ".join(company.split()),
        "language": language,
        "country": country.upper(),
    }
    _one_at_a_time(given["email"], given["phone"])
    contact = _known(given["email"], given["phone"])
    return _complete(contact, given, by) if contact else _create(given, by)


def _known(email: str, phone: str) -> Contact | None:
    contacts = Contact.objects.select_for_update().order_by("id")
    if email and (contact := contacts.filter(email=email).first()):
        return contact
    if not phone:
        return None
    same_phone = contacts.filter(phone=phone)
    return (same_phone.filter(email="") if email else same_phone).first()


def _create(given: dict[str, str], by: Actor) -> Contact:
    contact = Contact.objects.create(**given)
    record(ContactCreated(name=contact.name, email=contact.email), by=by, contact=contact)
    return contact


def _complete(contact: Contact, given: dict[str, str], by: Actor) -> Contact:
    missing = [detail for detail in DETAILS if given[detail] and not getattr(contact, detail)]
    if missing:
        for detail in missing:
            setattr(contact, detail, given[detail])
        contact.save(update_fields=[*missing, "updated_at"])
        record(ContactCompleted(fields=missing), by=by, contact=contact)
    return contact


def _one_at_a_time(*identities: str) -> None:
    """Two tickets of one new customer at once must not make two contacts: the second waits for the first's commit."""
    locks.hold(*(f"contact:{identity}" for identity in identities if identity))
