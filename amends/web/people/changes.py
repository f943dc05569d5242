"""Changes about people that need no form: a button each."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.journal.actors import Actor
from amends.people.access import get_team_for, get_token_for, get_user_for
from amends.people.actions.deactivation import reactivate_user
from amends.people.actions.invitation import renew_invitation
from amends.people.actions.membership import join_team, leave_team
from amends.people.actions.second_step import drop_second_step
from amends.people.actions.teams import delete_team
from amends.people.actions.tokens import revoke_token
from amends.people.models import User
from amends.web.guards import SignedInRequest, administrators, signed_in
from amends.web.people.letters import post_invitation
from amends.web.toasts import toast


@require_POST
@administrators
def invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the invitation again."""
    actor = Actor.person(request.user)
    with transaction.atomic():
        user = renew_invitation(get_user_for(request.user, pk), by=actor)
        post_invitation(user, invited_by=request.user, by=actor)
    toast(request, _("%(name)s was invited again; the earlier link no longer works") % {"name": user})
    return redirect("people:person", pk)


@require_POST
@administrators
def reactivation(request: SignedInRequest, pk: int) -> HttpResponse:
    user = reactivate_user(get_user_for(request.user, pk), by=Actor.person(request.user))
    toast(request, _("%(name)s was reactivated") % {"name": user}, icon="user-check")
    return redirect("people:person", pk)


@require_POST
@administrators
def second_step_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """For somebody who lost phone and keys."""
    user = get_user_for(request.user, pk)
    drop_second_step(user, by=Actor.person(request.user))
    toast(request, _("%(name)s signs in with the password alone now") % {"name": user}, icon="shield-lock")
    return redirect("people:person", pk)


@require_POST
@administrators
def team_members(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add one person, or remove one."""
    team, by = get_team_for(request.user, pk), Actor.person(request.user)
    if "remove" in request.POST:
        person = leave_team(_chosen(request, "remove"), team, by=by)
        toast(request, _("%(name)s is no longer in the team") % {"name": person}, icon="user-off")
    else:
        person = join_team(_chosen(request, "add"), team, by=by)
        toast(request, _("%(name)s is in the team now") % {"name": person}, icon="user-plus")
    return redirect("people:team", pk)


def _chosen(request: SignedInRequest, name: str) -> User:
    number = request.POST.get(name, "")
    return get_user_for(request.user, int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0)


@require_POST
@administrators
def team_deletion(request: SignedInRequest, pk: int) -> HttpResponse:
    team = get_team_for(request.user, pk)
    delete_team(team, by=Actor.person(request.user))
    toast(request, _("The team %(name)s was deleted") % {"name": team}, icon="trash")
    return redirect("people:teams")


@require_POST
@signed_in
def token_revocation(request: SignedInRequest, pk: int) -> HttpResponse:
    token = revoke_token(get_token_for(request.user, pk), by=Actor.person(request.user))
    toast(request, _("The token %(name)s was revoked") % {"name": token}, icon="ban")
    if token.user_id == request.user.pk:
        return redirect("people:tokens")
    return redirect("people:person", token.user_id)
