"""Changes of one ticket: each a POST on a noun. The page shows the fresh state afterwards, whatever became of it."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.activities.access import get_activity_for
from amends.activities.actions import complete_activity, create_activity, reopen_activity
from amends.files.actions import FileRefused, store_file
from amends.files.models import File
from amends.journal.actors import Actor
from amends.kit.refusals import NotThere, Refused
from amends.tickets.access import get_ticket_for
from amends.tickets.meanwhile import ChangedMeanwhile
from amends.tickets.models import Ticket
from amends.tickets.queries import assignable_people, get_tag
from amends.web.filled import posted
from amends.web.guards import SignedInRequest, View, signed_in
from amends.web.late import with_warning
from amends.web.taking_back import author_of, undo_at
from amends.web.tickets.forms import ComposerForm
from amends.web.tickets.in_place import put_tag, take_tag
from amends.web.tickets.menus import Property
from amends.web.tickets.pages import show_ticket
from amends.web.tickets.three_ways import ask
from amends.web.toasts import toast

Change = Callable[..., HttpResponse | None]


def _change(change: Change) -> View:
    """A view that does `change` to the ticket of this number and shows it again.

    A refusal answers 409 with its reason and the ticket as it is now (a stale page learns both).
    """

    @require_POST
    @signed_in
    @wraps(change)
    def view(request: SignedInRequest, number: str, **more: object) -> HttpResponse:
        user = request.user
        ticket = get_ticket_for(user, number, to="edit")
        try:
            response = change(request, ticket, author_of(request), **more)
        except Refused as refusal:
            fresh = show_ticket(request, get_ticket_for(user, number), refusal=str(refusal), status=409)
            fresh["HX-Retarget"] = "#ticket"  # lets htmx show it although it is an error
            return fresh
        return response or again(request, number)

    return view


def again(request: SignedInRequest, number: str, *, composer_done: bool = False) -> HttpResponse:
    """The fresh page; for somebody whose change took the ticket out of their sight, the list."""
    user = request.user
    if request.headers.get("HX-Request") == "true":
        try:
            return show_ticket(request, get_ticket_for(user, number), composer_done=composer_done)
        except NotThere:
            response = HttpResponse(status=204)
            response["HX-Redirect"] = redirect("tickets:list").url
            return response
    try:
        get_ticket_for(user, number)
    except NotThere:
        return redirect("tickets:list")
    return redirect("tickets:ticket", number=number)


def of_property(what: Property) -> View:
    """The change of one property, as its menu sends it."""

    @_change
    def change(request: SignedInRequest, ticket: Ticket, by: Actor) -> HttpResponse | None:
        try:
            what.change(request, ticket, by)
        except ChangedMeanwhile as conflict:
            return ask(request, ticket, what.wanted(request), conflict)
        return None

    return change


@_change
def tag_removal(request: SignedInRequest, ticket: Ticket, by: Actor, *, code: str = "") -> None:
    tag = get_tag(code)
    if tag is not None:
        take_tag(request, ticket, tag, by=by)


@_change
def tag_return(request: SignedInRequest, ticket: Ticket, by: Actor, *, code: str = "") -> None:
    """Put a tag on again that was taken off."""
    tag = get_tag(code)
    if tag is not None:
        put_tag(request, ticket, tag, by=by)


@_change
def activities(request: SignedInRequest, ticket: Ticket, by: Actor) -> HttpResponse:
    """The Activity tab of the composer (R16, R17)."""
    people = assignable_people()
    form = ComposerForm(posted(request), people=people)
    if form.is_valid():
        files = _files(request, form, by)
        if form.is_valid():
            due_at, all_day = form.deadline
            made = create_activity(
                ticket,
                name=form.cleaned_data["name"],
                description=form.cleaned_data["description"],
                due_at=due_at,
                all_day=all_day,
                assignee=next((one for one in people if one.pk == form.cleaned_data["assignee"]), None),
                files=files,
                key=form.cleaned_data["key"],
                by=by,
            )
            toast(request, with_warning(_("%(name)s created") % {"name": made.name}, due_at), icon="plus")
            return again(request, ticket.number, composer_done=True)
    return show_ticket(request, ticket, form=form, status=422)


@_change
def completion(request: SignedInRequest, ticket: Ticket, by: Actor, *, pk: int = 0) -> None:
    """Tick an activity off, or with `open` take the tick back."""
    activity = get_activity_for(request.user, pk, to="edit")
    if activity.ticket_id != ticket.pk:
        raise Http404
    if request.POST.get("open"):
        reopen_activity(activity, by=by)
        undo = undo_at(request, reverse("activities:completion", args=[activity.pk]), by)
        toast(request, _("%(name)s is open again") % {"name": activity.name}, icon="arrow-back-up", undo=undo)
    else:
        complete_activity(activity, by=by)
        undo = undo_at(request, reverse("activities:reopening", args=[activity.pk]), by)
        toast(request, _("%(name)s completed") % {"name": activity.name}, undo=undo)


def _files(request: HttpRequest, form: ComposerForm, by: Actor) -> list[File]:
    kept = []
    for upload in request.FILES.getlist("files"):
        try:
            kept.append(store_file(upload, by=by))
        except FileRefused as refusal:
            form.add_error(None, str(refusal))
    return kept
