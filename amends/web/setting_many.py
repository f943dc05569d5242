"""One field of many rows: its form, and the bulk change that follows, whichever the list and the field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from amends.kit.refusals import Refused
from amends.vocabulary import steps_for
from amends.vocabulary.changing import SetField
from amends.vocabulary.problems import Text
from amends.web.executions.starting import start
from amends.web.filled import posted
from amends.web.guards import SignedInRequest
from amends.web.setting import ValueForm, deed_by, field_to_change


@dataclass(frozen=True)
class Chosen:
    """Rows that were chosen in a list, said to be `count`.

    The form goes to `address` with the members `sent`, which choose the same rows once more; `back` is the list, which
    is called `title`. `note` says what becomes of each row.
    """

    subject: str
    rows: QuerySet[Any]
    count: int | str
    address: str
    sent: Sequence[tuple[str, Any]]
    back: str
    title: Text
    note: Text


def ask(request: SignedInRequest, chosen: Chosen) -> HttpResponse:
    """The form that gives the field named in `field` a value."""
    field = field_to_change(chosen.subject, request.POST.get("field", ""))
    return _form(request, chosen, ValueForm(chosen.subject, field, request.user))


def set_field(request: SignedInRequest, chosen: Chosen) -> HttpResponse:
    """Emptying many is a button of its own: a value left out is a slip."""
    field = field_to_change(chosen.subject, request.POST.get("field", ""))
    form = ValueForm(chosen.subject, field, request.user, posted(request))
    empties = "empties" in request.POST
    try:
        if not form.raw and not empties:
            raise Refused(_("Give a value."))
        value = None if empties else form.raw
        deed_by(request.user, chosen.subject, field.code, value)
        step = _step_of(chosen.subject)(field=field.code, value=value)
    except Refused as refusal:
        form.refuse(refusal)
        return _form(request, chosen, form, status=422)
    return start(request, [step], chosen.rows, subject=chosen.subject, back=chosen.back)


def _step_of(subject: str) -> type[SetField]:
    return next(step for step in steps_for(subject) if issubclass(step, SetField))


def _form(request: SignedInRequest, chosen: Chosen, form: ValueForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "field": form.of, "chosen": chosen}
    return render(request, "parts/field_of_many.html", context, status=status)
