"""Contacts for tests."""

from itertools import count
from typing import Any

from amends.contacts.models import Contact

_numbers = count(1)


def make_contact(**kwargs: Any) -> Contact:
    number = next(_numbers)
    values = {"name": f"Customer {number}", "email": f"customer{number}@example.cz", "language": "cs", "country": "CZ"}
    return Contact.objects.create(**(values | kwargs))
