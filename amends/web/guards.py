"""Who may enter a page at all. What they see there is decided by each app's access.py.

@signed_in            anybody of the house; strangers go to the sign-in page and come back after it
@managers             managers and administrators; others get the 403 page
@administrators       administrators only
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url

from amends.people.models import User


class SignedInRequest(HttpRequest):
    """What a guarded view gets: a request whose user is a person of the house."""

    user: User  # type: ignore[assignment]


View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    return _guarded(view, lambda user: True)


def managers(view: View) -> View:
    return _guarded(view, lambda user: user.may_manage)


def administrators(view: View) -> View:
    return _guarded(view, lambda user: user.is_administrator)


def reader(request: HttpRequest) -> User:
    """Who reads the page, behind one of the guards above."""
    user = request.user
    assert isinstance(user, User), "the view has no guard"
    return user


def _guarded(view: View, may_enter: Callable[[User], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not isinstance(request.user, User) and not request.user.is_authenticated:
            return _to_sign_in(request)
        if not may_enter(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page, and afterwards back to the page somebody was reading."""
    if request.headers.get("HX-Request") != "true":
        return redirect_to_login(request.get_full_path())
    # A fragment is no place to come back to: htmx is told to leave for the sign-in page with the page around it.
    response = HttpResponse(status=204)
    response["HX-Redirect"] = resolve_url("account_login")
    return response
