"""Who may enter a page at all. What they see there is decided by each app's access.py.

@signed_in            anybody of the house; strangers go to the sign-in page and come back after it
@managers             managers and administrators; others get the 403 page
@administrators       administrators only

A guard stands directly above the view, under the methods it answers to, and hands it a request whose `user` is the
person: views and what they call read `request.user`, and nothing else says who is reading.

    @require_safe
    @signed_in
    def tickets(request: SignedInRequest) -> HttpResponse:
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from amends.people.models import User
from amends.web.ways import way_back


class SignedInRequest(HttpRequest):
    """What a guarded view gets: a request whose user is a person of the house."""

    user: User  # type: ignore[assignment]


P = ParamSpec("P")
Guarded = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def signed_in(view: Guarded[P]) -> View[P]:
    return _guarded(view, lambda user: True)


def managers(view: Guarded[P]) -> View[P]:
    return _guarded(view, lambda user: user.may_manage)


def administrators(view: Guarded[P]) -> View[P]:
    return _guarded(view, lambda user: user.is_administrator)


def _guarded(view: Guarded[P], may_enter: Callable[[User], bool]) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not may_enter(request.user):
            raise PermissionDenied
        return view(cast(SignedInRequest, request), *args, **kwargs)

    return guarded


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page, which says why, and afterwards back to the page somebody was reading."""
    is_part = request.headers.get("HX-Request") == "true"
    is_change = request.method not in {"GET", "HEAD"}
    # Neither a change nor a part of a page is a place to come back to: the page they were asked from is.
    wanted = way_back(request, usual="/") if is_change or is_part else request.get_full_path()
    was_signed_in = is_change or is_part or settings.SESSION_COOKIE_NAME in request.COOKIES
    to_sign_in = redirect_to_login(wanted, login_url=reverse("account_login") + "?ended=1" if was_signed_in else None)
    if not is_part:
        return to_sign_in
    response = HttpResponse(status=204)
    response["HX-Redirect"] = to_sign_in.url
    return response
