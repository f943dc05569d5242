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

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url

from amends.people.models import User


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
    """To the sign-in page, and afterwards back to the page somebody was reading."""
    if request.headers.get("HX-Request") != "true":
        return redirect_to_login(request.get_full_path())
    # A fragment is no place to come back to: htmx is told to leave for the sign-in page with the page around it.
    response = HttpResponse(status=204)
    response["HX-Redirect"] = resolve_url("account_login")
    return response
