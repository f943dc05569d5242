"""The administrator's pages: people and teams."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from amends.automations.queries import rules_naming
from amends.journal.actors import Actor
from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.people.access import get_team_for, get_user_for
from amends.people.actions.deactivation import deactivate_user
from amends.people.actions.invitation import invite_user
from amends.people.actions.membership import change_role, change_teams
from amends.people.actions.profile import change_email, edit_profile
from amends.people.actions.teams import make_team, rename_team
from amends.people.handover import being_handed_over, open_work
from amends.people.models import User
from amends.people.queries import all_teams, everybody, has_second_step, tokens_of
from amends.tickets.actions import give_queues
from amends.tickets.queries import queues_given
from amends.web.filled import posted, show_at_field, status_of
from amends.web.guards import SignedInRequest, administrators
from amends.web.people.forms import DeactivationForm, InvitationForm, MembershipForm, TeamForm
from amends.web.people.letters import invitation_url, post_invitation
from amends.web.toasts import toast

FORM = ["GET", "HEAD", "POST"]


@require_safe
@administrators
def people(request: SignedInRequest) -> HttpResponse:
    return page(request, "people/list.html", {"title": _("People"), "people": everybody()})


@require_http_methods(FORM)
@administrators
def invite(request: SignedInRequest) -> HttpResponse:
    form = InvitationForm(posted(request), initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        try:
            user = _invite(request.user, form)
        except Refused as refused:
            show_at_field(form, refused)
        else:
            toast(request, _("%(name)s was invited by e-mail") % {"name": user})
            return redirect("people:person", user.pk)
    return page(request, "people/invite.html", {"title": _("Invite somebody"), "form": form}, status=status_of(form))


@transaction.atomic
def _invite(inviting: User, form: InvitationForm) -> User:
    actor = Actor.person(inviting)
    user = invite_user(
        email=form.cleaned_data["email"],
        name=form.cleaned_data["name"],
        role=form.cleaned_data["role"],
        language=form.cleaned_data["language"],
        teams=form.teams_chosen,
        by=actor,
    )
    give_queues(user, to=form.queues_chosen, by=actor)
    post_invitation(user, invited_by=inviting, by=actor)
    return user


@never_cache  # it may show the link of an invitation
@require_http_methods(FORM)
@administrators
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_user_for(request.user, pk)
    form = MembershipForm(posted(request), initial=_membership(user))
    if request.method == "POST" and form.is_valid():
        try:
            _edit(user, form, Actor.person(request.user))
        except Refused as refused:
            show_at_field(form, refused)
        else:
            toast(request, _("Saved"))
            return redirect("people:person", user.pk)
    return page(request, "people/person.html", _person_context(request, user, form), status=status_of(form))


def _membership(user: User) -> dict[str, object]:
    return {
        "name": user.name,
        "email": user.email,
        "role": user.role,
        "teams": user.teams.all(),
        "queues": queues_given(user),
    }


def _person_context(request: SignedInRequest, user: User, form: MembershipForm) -> dict[str, object]:
    waiting = user.is_active and not user.has_joined
    return {
        "title": str(user),
        "person": user,
        "form": form,
        "is_me": user == request.user,
        "handing_over": None if user.is_active else being_handed_over(user),
        "tokens": tokens_of(user),
        "has_second_step": has_second_step(user),
        "invitation_url": invitation_url(user) if waiting and user.invited_at else "",
    }


@transaction.atomic
def _edit(user: User, form: MembershipForm, actor: Actor) -> None:
    change_role(user, to=form.cleaned_data["role"], by=actor)  # first: it locks all administrators, in their order
    edit_profile(user, name=form.cleaned_data["name"], by=actor)
    change_email(user, to=form.cleaned_data["email"], by=actor)
    if "teams" in form.fields:
        change_teams(user, to=form.teams_chosen, by=actor)
    if "queues" in form.fields:
        give_queues(user, to=form.queues_chosen, by=actor)


@require_http_methods(FORM)
@administrators
def deactivation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Says what the person leaves behind, and asks who takes it."""
    user = get_user_for(request.user, pk)
    form = DeactivationForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid():
        deactivate_user(user, successor=form.cleaned_data["successor"], by=Actor.person(request.user))
        toast(request, _("%(name)s was deactivated") % {"name": user}, icon="user-off")
        return redirect("people:person", user.pk)
    context = {
        "title": _("Deactivate %(name)s") % {"name": user},
        "person": user,
        "form": form,
        "work": open_work(user),
        "rules": rules_naming("user", str(user.pk)),
    }
    return page(request, "people/deactivation.html", context, status=status_of(form))


@require_http_methods(FORM)
@administrators
def teams(request: SignedInRequest) -> HttpResponse:
    form = TeamForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            team = make_team(name=form.cleaned_data["name"], by=Actor.person(request.user))
        except Refused as refused:
            show_at_field(form, refused)
        else:
            toast(request, _("The team %(name)s was made") % {"name": team})
            return redirect("people:teams")
    context = {"title": _("Teams"), "teams": all_teams(), "form": form}
    return page(request, "people/teams.html", context, status=status_of(form))


@require_http_methods(FORM)
@administrators
def team(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_team_for(request.user, pk)
    form = TeamForm(posted(request), initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            rename_team(found, to=form.cleaned_data["name"], by=Actor.person(request.user))
        except Refused as refused:
            show_at_field(form, refused)
        else:
            toast(request, _("Saved"), level=messages.SUCCESS)
            return redirect("people:teams")
    members = list(found.users.all())
    others = [one for one in everybody() if one.is_active and one not in members]
    context = {"title": found.name, "team": found, "form": form, "members": members, "others": others}
    return page(request, "people/team.html", context, status=status_of(form))
