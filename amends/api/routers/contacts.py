"""Contacts: the customers behind tickets."""

from typing import Annotated

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import BaseModel

from amends.api.paging import After, Before, Page, Size, page_of
from amends.api.text import Id
from amends.api.tokens import TokenRequest
from amends.contacts.models import Contact
from amends.contacts.queries import all_contacts, search_contacts
from amends.tickets.access import visible_tickets

router = Router(tags=["Contacts"])

NEWEST_FIRST = ("-id",)


class ContactOut(BaseModel):
    id: int
    name: str
    email: str
    phone: str
    company: str
    language: str
    country: str

    @classmethod
    def of(cls, contact: Contact) -> "ContactOut":
        return cls(**{name: getattr(contact, name) for name in ContactOut.model_fields})


def _rows(request: TokenRequest) -> QuerySet[Contact]:
    """All contacts; for a limited agent the customers of the tickets they may see."""
    contacts = all_contacts()
    if not request.user.is_limited:
        return contacts
    return contacts.filter(pk__in=visible_tickets(request.user).values("contact"))


@router.get("", response=Page[ContactOut], summary="List or search contacts")
def list_contacts(
    request: TokenRequest,
    q: Annotated[str, Query(description="Any part of name, e-mail, company or phone", max_length=200)] = "",
    after: After = "",
    before: Before = "",
    size: Size = 50,
) -> Page[ContactOut]:
    """Newest first. `q` needs three characters; accents and case do not matter."""
    rows = search_contacts(_rows(request), q) if q else _rows(request)
    return page_of(rows, ContactOut.of, order=NEWEST_FIRST, after=after, before=before, size=size)


@router.get("/{int:contact_id}", response=ContactOut, summary="One contact")
def get_contact(request: TokenRequest, contact_id: Id) -> ContactOut:
    return ContactOut.of(get_object_or_404(_rows(request), pk=contact_id))
