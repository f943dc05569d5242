"""Settings: how long the law gives for settling a matter."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.journal.actors import Actor
from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.tickets.access import get_legal_period_for
from amends.tickets.actions import choose_legal_period
from amends.tickets.queries import all_legal_periods, ticket_types
from amends.web.filled import posted, show_at_field, status_of
from amends.web.guards import SignedInRequest, administrators
from amends.web.tickets import choices
from amends.web.tickets.forms import DayField
from amends.web.toasts import toast


class LegalPeriodForm(forms.Form):
    """Whose period, since when, how long and by which law."""

    type = forms.ChoiceField(label=_("Type"), error_messages={"required": _("Choose a type.")})
    country = forms.ChoiceField(label=_("Country"), required=False)
    days = forms.IntegerField(label=_("Calendar days"), min_value=1, max_value=3650)
    valid_from = DayField(label=_("Valid from"))
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("The act and its section"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = {one.code: one for one in ticket_types() if not one.is_retired}
        self.fields["type"].choices = [(one.code, one.name) for one in self.types.values()]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("Every other country")), *choices.countries()[1:]]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        return self.cleaned_data | {"type": self.types[self.cleaned_data["type"]]}


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def legal_periods(request: SignedInRequest) -> HttpResponse:
    """What is known, and a form to add to it. A new period never takes an old one away: it has a day of its own."""
    form = LegalPeriodForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            choose_legal_period(**form.chosen, by=Actor.person(request.user))
        except Refused as refused:
            show_at_field(form, refused)
        else:
            toast(request, _now("Saved"))
            return redirect("tickets:legal_periods")
    rows = [{"period": one, "country": choices.country_name(one.country)} for one in all_legal_periods()]
    context = {"title": _now("Deadlines by law"), "form": form, "rows": rows}
    return page(request, "tickets/legal_periods.html", context, status=status_of(form))


@require_POST
@administrators
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_legal_period_for(request.user, pk)
    by = Actor.person(request.user)
    choose_legal_period(found.type, country=found.country, valid_from=found.valid_from, days=None, by=by)
    toast(request, _now("Removed"))
    return redirect("tickets:legal_periods")
