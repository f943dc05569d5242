"""One's own pages: profile and API tokens."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from amends.journal.actors import Actor
from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.people.actions.profile import PROFILE, edit_profile
from amends.people.actions.tokens import make_token
from amends.people.queries import has_second_step, tokens_of
from amends.web.filled import posted, show_at_field, status_of
from amends.web.guards import SignedInRequest, signed_in
from amends.web.people.forms import ProfileForm, TokenForm
from amends.web.toasts import toast

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = ProfileForm(posted(request), initial={field: getattr(user, field) for field in PROFILE})
    if request.method == "POST" and form.is_valid():
        edited = edit_profile(user, by=Actor.person(user), **form.cleaned_data)
        with translation.override(edited.language):
            toast(request, _("Saved"))
        return redirect("people:profile")
    context = {
        "title": _("Profile"),
        "form": form,
        "has_second_step": has_second_step(user),
        "token_count": tokens_of(user).count(),
    }
    return page(request, "people/profile.html", context, status=status_of(form))


@never_cache
@require_http_methods(FORM)
@signed_in
def tokens(request: SignedInRequest) -> HttpResponse:
    """The list, and the answer to making one: the only page that ever shows the secret.

    Whoever makes one says once more who it is, for it outlives the session at which somebody else may sit.
    """
    form, made, secret = TokenForm(posted(request), user=request.user), None, ""
    if request.method == "POST" and form.is_valid():
        raise_if_reauthentication_required(request, app="")
        try:
            made, secret = _make_token(request, form)
        except Refused as refused:
            show_at_field(form, refused)
        else:
            form = TokenForm(user=request.user)
    context = {
        "title": _("API tokens"),
        "tokens": tokens_of(request.user),
        "form": form,
        "made": made,
        "secret": secret,
    }
    return page(request, "people/tokens.html", context, status=status_of(form))


def _make_token(request: SignedInRequest, form: TokenForm):
    return make_token(
        request.user,
        name=form.cleaned_data["name"],
        scope=form.cleaned_data["scope"],
        expires_at=form.expires_at,
        by=Actor.person(request.user),
    )
