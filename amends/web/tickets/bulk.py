"""Changes of the tickets that are ticked in the list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amends.journal.actors import Actor
from amends.kit.outcomes import Outcomes, count_done
from amends.kit.refusals import Refused
from amends.people.models import User
from amends.tickets import actions
from amends.tickets.access import visible_queues
from amends.tickets.models import Priority
from amends.tickets.queries import assignable_people, get_status, get_tag, numbered, numbers_of
from amends.web.guards import SignedInRequest, signed_in
from amends.web.toasts import toast, toast_error

SHOWN = 3  # refused tickets that are named; the rest is counted


@require_POST
@signed_in
def changes(request: SignedInRequest) -> HttpResponse:
    """Do the one thing that was pressed to every ticked ticket the person may see, and say what became of it."""
    user = request.user
    ids = numbered(user, request.POST.getlist("ticket"))
    if not ids:
        toast_error(request, _("Nothing was selected. Tick the tickets first."))
    else:
        try:
            _tell(request, _do(request, ids, user))
        except Refused as refusal:
            toast_error(request, str(refusal))
    query = request.POST.get("query", "")
    return redirect(f"{reverse('tickets:list')}?{query}" if query else reverse("tickets:list"))


def _do(request: HttpRequest, ids: list[int], user: User) -> Outcomes:
    """The deed is named by the button: `status`, `agent`, `priority`, `queue`, `tag` or `untag`, with its value."""
    post, by = request.POST, Actor.person(user)
    if status := get_status(post.get("status", "")):
        return actions.change_status_of_many(ids, to=status, by=by)
    if "agent" in post:
        person = next((one for one in assignable_people() if str(one.pk) == post["agent"]), None)
        if person or not post["agent"]:
            return actions.assign_agent_of_many(ids, agent=person, by=by)
    if post.get("priority") in Priority.values:
        return actions.change_priority_of_many(ids, to=Priority(post["priority"]), by=by)
    if queue := next((one for one in visible_queues(user) if one.code == post.get("queue")), None):
        return actions.change_queue_of_many(ids, to=queue, by=by)
    if tag := get_tag(post.get("tag", "")):
        return actions.add_tag_to_many(ids, tag=tag, by=by)
    if tag := get_tag(post.get("untag", "")):
        return actions.remove_tag_from_many(ids, tag=tag, by=by)
    raise Refused(_("What to do is not there any more. Choose again."))


def _tell(request: HttpRequest, outcomes: Outcomes) -> None:
    changed, refused = count_done(outcomes), {pk: one for pk, one in outcomes.items() if one.refusal}
    unchanged = len(outcomes) - changed - len(refused)
    parts = [ngettext("%(n)d ticket changed", "%(n)d tickets changed", changed) % {"n": changed}]
    if unchanged:
        parts.append(ngettext("%(n)d was so already", "%(n)d were so already", unchanged) % {"n": unchanged})
    if changed or not refused:
        toast(request, ", ".join(parts))
    if refused:
        numbers = numbers_of(list(refused)[:SHOWN])
        named = " ".join(f"{number}: {refused[pk].reason}" for pk, number in numbers.items())
        count = len(refused)
        said = ngettext("%(n)d ticket was left as it is.", "%(n)d tickets were left as they are.", count) % {"n": count}
        toast_error(request, f"{said} {named}")
