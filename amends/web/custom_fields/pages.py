"""The page of a field: what can be chosen in it, and on which forms it stands."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.configured.access import get_configured_for
from amends.configured.actions import arrange_configured, restore_configured, retire_configured
from amends.configured.things import thing_of
from amends.journal.actors import Actor
from amends.kit.refusals import Refused
from amends.tickets.catalogue import workflow
from amends.tickets.custom import types_that_ask
from amends.tickets.kinds import kind_of
from amends.tickets.models import CustomField, FieldOption, Reader
from amends.tickets.queries import all_custom_fields, forms_of_fields, options_of
from amends.web.configured.looks import Look
from amends.web.configured.pages import thing_page
from amends.web.custom_fields.forms import FieldForm, OptionsForm
from amends.web.filled import posted
from amends.web.guards import SignedInRequest, administrators
from amends.web.toasts import toast, toast_error

KIND = "custom_field"


@dataclass(frozen=True)
class Asking:
    """A form that asks for the field."""

    type: str
    reader: Any
    address: str


@dataclass(frozen=True)
class ListedField:
    field: CustomField
    icon: str
    forms: int


def listed_fields() -> list[ListedField]:
    """All fields in their order, each with the number of forms it stands on."""
    counts = forms_of_fields()
    return [ListedField(one, kind_of(one).icon, counts.get(one.code, 0)) for one in all_custom_fields()]


def more_of(row: CustomField | None) -> dict[str, Any]:
    listed = listed_fields()
    context: dict[str, Any] = {
        "fields": [one for one in listed if not one.field.is_retired],
        "retired_fields": [one for one in listed if one.field.is_retired],
    }
    if row is not None:
        context["asking"] = _asking(row)
        context["options"] = OptionsForm(asked=row) if row.has_options else None
    return context


def _asking(row: CustomField) -> list[Asking]:
    known = workflow().types
    return [
        Asking(known[type].name, Reader(reader).label, reverse("custom_fields:form", args=[known[type].code, reader]))
        for type, reader in types_that_ask(row)
        if type in known
    ]


LOOK = Look(FieldForm, "custom_fields/field.html", more_of)


@require_POST
@administrators
def options(request: SignedInRequest, code: str) -> HttpResponse:
    """Names and new options are saved; `do` moves one, retires it or lets it be chosen again."""
    row = get_configured_for(request.user, CustomField, code)
    form, by = OptionsForm(posted(request), asked=row), Actor.person(request.user)
    if not form.is_valid() or not form.save(by):
        return thing_page(request, thing_of(KIND), FieldForm(model=CustomField, row=row), row, options=form)
    try:
        _do(row, request.POST.get("do", ""), by)
    except Refused as refused:
        toast_error(request, str(refused.message))
    else:
        toast(request, _("Saved"))
    return redirect(f"{reverse('configured:thing', args=['fields', code])}#options")


def _do(row: CustomField, do: str, by: Actor) -> None:
    verb, _colon, word = do.partition(":")
    option = next((one for one in options_of(row) if one.word == word), None)
    if option is None:
        return
    if verb == "retire":
        retire_configured(option, by=by)
    elif verb == "restore":
        restore_configured(option, by=by)
    elif verb in ("up", "down"):
        codes = [one.code for one in options_of(row) if not one.is_retired]
        place = codes.index(option.code)
        codes.insert(max(place - 1, 0) if verb == "up" else place + 1, codes.pop(place))
        arrange_configured(FieldOption, codes, by=by, belongs={"field": row})
