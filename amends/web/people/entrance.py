"""The ways in for somebody who is not signed in: invitation, set-up, and the sign-in page of an empty house."""

from allauth.account.utils import perform_login
from allauth.account.views import login as allauth_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from amends.journal.actors import Actor
from amends.kit import setup_link
from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.people.actions.invitation import join as join_action
from amends.people.actions.set_up import make_first_administrator
from amends.people.links import read_invitation_key
from amends.people.models import User
from amends.people.queries import nobody_yet
from amends.web.filled import posted, show_at_field, status_of
from amends.web.people.forms import JoinForm, SetUpForm
from amends.web.toasts import toast

FORM = ["GET", "HEAD", "POST"]


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """allauth's sign-in page; an installation without people says how to begin instead."""
    if request.method != "POST" and nobody_yet():
        return page(request, "people/not_set_up.html", {"title": _("Amends is not set up yet")})
    return allauth_login(request)


def nowhere(request: HttpRequest, key: str = "") -> HttpResponse:
    """Pages of allauth that this house does not have: administrators change addresses, and nobody signs up."""
    raise Http404


@never_cache
@require_http_methods(FORM)
def join(request: HttpRequest, key: str) -> HttpResponseBase:
    """The invited person chooses a password and is signed in."""
    user = read_invitation_key(key)
    if user is None:
        return page(request, "people/dead_link.html", {"title": _("This invitation no longer works")}, status=410)
    form = JoinForm(posted(request), initial={"name": user.name}, user=user)
    if request.method == "POST" and form.is_valid():
        joined = join_action(
            user, name=form.cleaned_data["name"], password=form.cleaned_data["password"], by=Actor.person(user)
        )
        return _enter(request, joined)
    context = {"title": _("Welcome to Amends"), "form": form, "person": user}
    return page(request, "people/join.html", context, status=status_of(form))


@never_cache
@require_http_methods(FORM)
def set_up(request: HttpRequest, token: str) -> HttpResponseBase:
    """Create the first administrator, by the link that the terminal printed. It works once."""
    if not setup_link.check(token) or not nobody_yet():
        return page(request, "people/dead_set_up.html", {"title": _("This link no longer works")}, status=410)
    form = SetUpForm(posted(request), initial={"language": get_language(), "time_zone": "Europe/Prague"})
    if request.method == "POST" and form.is_valid():
        try:
            user = make_first_administrator(**form.cleaned_data, by=Actor.system("set-up"))
        except Refused as refused:
            show_at_field(form, refused)
        else:
            setup_link.spent()
            toast(request, _("Amends is yours. Invite the others under Settings, People."))
            return _enter(request, user)
    context = {"title": _("Set up Amends"), "form": form}
    return page(request, "people/set_up.html", context, status=status_of(form))


def _enter(request: HttpRequest, user: User) -> HttpResponseBase:
    """Sign in somebody who has just chosen a password, through allauth so that its stages hold."""
    if request.user.is_authenticated:
        return redirect("/")
    return perform_login(request, user)
