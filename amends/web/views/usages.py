"""Which configured things saved views ask for: told before one is retired."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amends.configured.things import Use, register_usage
from amends.views.access import views_with
from amends.views.models import SavedView
from amends.vocabulary import field_of
from amends.web.filters.address import read_conditions


def uses_in_views(kind: str, row: Any) -> Iterable[Use]:
    yield Use(_("Saved views"), sum(asks_for(view, kind, row.code) for view in views_with(row.code)))


def asks_for(view: SavedView, kind: str, code: str) -> bool:
    """Does one of its conditions name the thing, or, of a field, ask for it?"""
    for asked in read_conditions(QueryDict(view.query)):
        field = field_of(view.subject, asked.field)
        if field is not None and field.chooser == kind and code in map(str, asked.values):
            return True
        if kind == "custom_field" and asked.field == f"custom_{code}":
            return True
    return False


register_usage(uses_in_views)
