"""Saved views for tests."""

from typing import Any

from amends.journal.actors import Actor
from amends.people.models import User
from amends.views.actions import save_view
from amends.views.models import SavedView


def make_view(owner: User, name: str = "Mine", query: str = "scope=open", **values: Any) -> SavedView:
    by = Actor.person(owner)
    return save_view(subject="ticket", name=name, query=query, owner=owner, by=by, **values)
