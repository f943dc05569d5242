"""Saving a view, changing it, deleting it; and how much each holds."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amends.journal.actors import Actor
from amends.kit.counting import FEW, capped_counts, say_count
from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.views.access import get_view_for
from amends.views.actions import change_view, delete_view, restore_view, save_view
from amends.views.models import SavedView
from amends.web.filled import posted, show_at_field, status_of
from amends.web.guards import SignedInRequest, signed_in
from amends.web.tickets.lists import TicketList
from amends.web.toasts import toast
from amends.web.views.beside import address_of, asking, kept_of, views_of
from amends.web.views.forms import TEAM, ViewForm

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@signed_in
def new(request: SignedInRequest) -> HttpResponse:
    """Name the list one came from (`?` and its address)."""
    form = ViewForm(posted(request), owner=request.user, initial={"query": kept_of(request.GET)})
    if form.is_bound and form.is_valid():
        query = kept_of(QueryDict(form.cleaned_data["query"]))
        try:
            view = save_view(
                subject="ticket", query=query, owner=request.user, by=Actor.person(request.user), **form.values()
            )
        except Refused as refused:
            show_at_field(form, refused)
        else:
            toast(request, _("View “%(name)s” saved") % {"name": view.name}, icon="layout-list")
            return redirect(address_of(view))
    context = {"title": _("Save this list as a view"), "form": form, "back": reverse("tickets:list")}
    return page(request, "views/form.html", context, status=status_of(form))


@require_http_methods(FORM)
@signed_in
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another name or audience; with `query` also other conditions."""
    view = get_view_for(request.user, pk, to="edit")
    initial = {"name": view.name, "audience": _audience(view), "query": view.query}
    form = ViewForm(posted(request), owner=view.owner, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            change_view(view, query=view.query, by=Actor.person(request.user), **form.values())
        except Refused as refused:
            show_at_field(form, refused)
        else:
            toast(request, _("Saved"))
            return redirect(address_of(view))
    context = {"title": view.name, "form": form, "view": view, "back": address_of(view)}
    return page(request, "views/form.html", context, status=status_of(form))


@require_POST
@signed_in
def query(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the list as it is on the screen."""
    view = get_view_for(request.user, pk, to="edit")
    kept = kept_of(QueryDict(request.POST.get("query", "")))
    try:
        view = change_view(
            view, name=view.name, audience=view.audience, team=view.team, query=kept, by=Actor.person(request.user)
        )
    except Refused as refused:
        toast(request, str(refused.message), icon="alert-circle")
    else:
        toast(request, _("View “%(name)s” saved") % {"name": view.name}, icon="layout-list")
    return redirect(address_of(view))


@require_POST
@signed_in
def deletion(request: SignedInRequest, pk: int) -> HttpResponse:
    view = get_view_for(request.user, pk, to="edit")
    delete_view(view, by=Actor.person(request.user))
    undo = reverse("views:restoration", args=[view.pk])
    toast(request, _("View “%(name)s” deleted") % {"name": view.name}, icon="trash", undo=undo)
    return redirect("tickets:list")


@require_POST
@signed_in
def restoration(request: SignedInRequest, pk: int) -> HttpResponse:
    view = get_view_for(request.user, pk, to="edit")
    restore_view(view, by=Actor.person(request.user))
    return redirect(address_of(view))


@require_safe
@signed_in
def counts(request: SignedInRequest) -> HttpResponse:
    """How many tickets each view holds now, put beside its name after the page has come."""
    lists = {str(view.pk): TicketList(asking(request, view)).to_show() for view in views_of(request.user)}
    counted = capped_counts(lists, FEW) if lists else {}
    said = [(pk, say_count(count, FEW)) for pk, count in counted.items()]
    return render(request, "views/counts.html", {"counts": said})


def _audience(view: SavedView) -> str:
    return f"{TEAM}{view.team_id}" if view.team_id else view.audience
