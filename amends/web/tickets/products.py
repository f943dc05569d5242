"""The custom fields of a product on a ticket, on a page of their own."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.journal.actors import Actor
from amends.tickets.access import get_ticket_for
from amends.tickets.actions import change_item_custom
from amends.tickets.catalogue import custom
from amends.tickets.custom import sections_of
from amends.tickets.models import Scope
from amends.web.filled import posted, status_of
from amends.web.guards import SignedInRequest, signed_in
from amends.web.tickets.custom_form import CustomForm
from amends.web.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def product(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """What is asked of the product, and what was given."""
    ticket = get_ticket_for(request.user, number, to="edit")
    item = ticket.items.filter(pk=pk).first()
    sections = sections_of(ticket.type, Scope.PRODUCT)
    if item is None or not sections:
        raise Http404
    sent, is_sent = posted(request) or QueryDict(), request.method == "POST"
    form = CustomForm(sections, sent, user=request.user, is_checked=is_sent, initial=item.custom)
    if is_sent and form.is_valid():
        by = Actor.person(request.user)
        for name, kept in form.cleaned_data.items():
            change_item_custom(item, asked=custom().fields[name.removeprefix(form.start)], to=kept, by=by)
        toast(request, _("%(product)s changed") % {"product": item.name})
        return redirect("tickets:ticket", number=number)
    context = {"ticket": ticket, "item": item, "form": form}
    return render(request, "tickets/product.html", context, status=status_of(form))
