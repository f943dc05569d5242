"""Settings: into which queue new tickets go by themselves."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.journal.actors import Actor
from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.orders.queries import all_shops
from amends.tickets.access import get_first_queue_for, visible_queues
from amends.tickets.actions import choose_first_queue
from amends.tickets.models import FirstQueue
from amends.tickets.queries import all_first_queues, ticket_types
from amends.web.filled import posted, show_at_field, status_of
from amends.web.guards import SignedInRequest, administrators
from amends.web.tickets import choices
from amends.web.toasts import toast


class FirstQueueForm(forms.Form):
    """Which new tickets, and their queue."""

    type = forms.ChoiceField(label=_("Type"), error_messages={"required": _("Choose a type.")})
    shop = forms.ChoiceField(label=_("Shop"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    queue = forms.ChoiceField(label=_("Queue"), error_messages={"required": _("Choose a queue.")})

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = {one.code: one for one in ticket_types() if not one.is_retired}
        self.shops = {one.code: one for one in all_shops()}
        self.queues = {one.code: one for one in visible_queues(user) if not one.is_retired}
        known = {code: [(one.code, str(one)) for one in rows.values()] for code, rows in self._rows().items()}
        self.fields["type"].choices = known["type"]  # type: ignore[attr-defined]
        self.fields["shop"].choices = [("", _("Any shop")), *known["shop"]]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("Any language")), *choices.languages()[1:]]  # type: ignore[attr-defined]
        self.fields["queue"].choices = [("", "—"), *known["queue"]]  # type: ignore[attr-defined]

    def _rows(self) -> dict[str, dict[str, Any]]:
        return {"type": self.types, "shop": self.shops, "queue": self.queues}

    @property
    def chosen(self) -> dict[str, Any]:
        rows = {name: rows.get(self.cleaned_data[name]) for name, rows in self._rows().items()}
        return rows | {"language": self.cleaned_data["language"]}


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def first_queues(request: SignedInRequest) -> HttpResponse:
    """What is chosen, and a form to choose."""
    form = FirstQueueForm(posted(request), user=request.user)
    if form.is_bound and form.is_valid():
        try:
            choose_first_queue(**form.chosen, by=Actor.person(request.user))
        except Refused as refused:
            show_at_field(form, refused)
        else:
            toast(request, _now("New tickets begin in the queue %(queue)s") % {"queue": form.chosen["queue"]})
            return redirect("tickets:first_queues")
    context = {"title": _now("First queues"), "form": form, "rows": rows(), "types": list(form.types.values())}
    return page(request, "tickets/first_queues.html", context, status=status_of(form))


@require_POST
@administrators
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a choice back: such tickets begin where the others of their type do."""
    found = get_first_queue_for(request.user, pk)
    choose_first_queue(found.type, shop=found.shop, language=found.language, queue=None, by=Actor.person(request.user))
    toast(request, _now("Removed"))
    return redirect("tickets:first_queues")


def rows() -> list[dict[str, Any]]:
    return [_row(one) for one in all_first_queues()]


def _row(one: FirstQueue) -> dict[str, Any]:
    return {
        "type": one.type,
        "shop": one.shop,
        "language": choices.language_name(one.language),
        "queue": one.queue,
        "removal": reverse("tickets:first_queue_removal", args=[one.pk]),
    }
