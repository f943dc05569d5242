"""Before, theirs, mine: what is asked when somebody else has changed a field since its reader looked at it.

Nothing is written, and what was typed is in the question. "Use mine" sends it once more, with theirs as what was looked
at: a third change in between is asked about again.
"""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.safestring import SafeString

from amends.kit.deadlines import day_of, end_of_day
from amends.kit.refusals import Refused
from amends.tickets.meanwhile import ChangedMeanwhile, as_row, in_words, last_change, stamp
from amends.tickets.models import Ticket
from amends.vocabulary import Field
from amends.vocabulary.plain import key_of
from amends.web.guards import SignedInRequest
from amends.web.setting import ValueForm
from amends.web.templatetags.values import at

PLACE = "meanwhile"
"""The id of what holds the dialog on a ticket's page."""
_WRITTEN = ("text", "number", "money")


def ask(request: SignedInRequest, ticket: Ticket, raw: Any, conflict: ChangedMeanwhile) -> HttpResponse:
    """The three as a dialog over the page, or as a page of their own. `raw` is what was sent."""
    field = conflict.of
    theirs = stamp(conflict.theirs)
    return _asked(request, ticket, field, raw, before=conflict.before, theirs=theirs, refusal=conflict.because)


def ask_again(request: SignedInRequest, ticket: Ticket, form: ValueForm, refusal: Refused) -> HttpResponse:
    """The same question, as what was written in it was refused."""
    before, theirs = request.POST.get("before", ""), request.POST.get("seen", "")
    return _asked(request, ticket, form.of, form.raw, before=before, theirs=theirs, refusal=refusal)


def _asked(
    request: SignedInRequest,
    ticket: Ticket,
    field: Field,
    raw: Any,
    *,
    before: str,
    theirs: str,
    refusal: Refused | None,
) -> HttpResponse:
    form = _form(request, field, raw) if _is_written(field) else None
    if form and refusal:
        form.refuse(refusal)
    context = {
        "ticket": ticket,
        "field": field,
        "change": last_change(ticket.pk, field),
        "before": _said(field, before),
        "theirs": _said(field, theirs),
        "mine": _said(field, raw),
        "before_sent": before,
        "seen": theirs,
        "form": form,
        "sent": raw if isinstance(raw, list) else [raw],
        "refusal": refusal,
    }
    if request.headers.get("HX-Request") != "true":
        return render(request, "tickets/three_ways.html", context, status=409)
    answer = render(request, "tickets/_three_ways.html", context, status=409)
    answer["HX-Retarget"], answer["HX-Reswap"] = f"#{PLACE}", "innerHTML settle:0ms"
    return answer


def _is_written(field: Field) -> bool:
    return field.type.code in _WRITTEN and not field.chooser


def _form(request: SignedInRequest, field: Field, raw: Any) -> ValueForm:
    """The control for one's own, beside the one on the page that the question lies over."""
    data = QueryDict(mutable=True)
    data["value"] = str(raw or "")
    form = ValueForm("ticket", field, request.user, data)
    form.auto_id = "mine_%s"
    attrs = form.fields["value"].widget.attrs
    attrs.pop("data-focus")
    attrs["autofocus"] = True
    return form


def _said(field: Field, sent: Any) -> SafeString | str:
    if field.type.code in ("moment", "day"):
        row = as_row(field, sent)
        value = row[key_of(field)] if row else None
        if value is None:
            return str(sent or "")
        is_day = field.type.code == "day" or value.replace(microsecond=0) == end_of_day(day_of(value))
        return at(value, "day" if is_day else "full")
    return in_words(field, sent)
