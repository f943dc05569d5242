"""Reading contacts."""

from django.db.models import QuerySet

from amends.contacts.models import Contact
from amends.kit.search import infix


def all_contacts() -> QuerySet[Contact]:
    return Contact.objects.defer("search")


def search_contacts(contacts: QuerySet[Contact], text: str) -> QuerySet[Contact]:
    """Those with `text` anywhere in name, e-mail, company or phone, accents aside; nothing under 3 characters."""
    return infix(contacts, "search", text)
