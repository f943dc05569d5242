"""Between views and readers: refusals become sentences, notices reach htmx answers."""

from collections.abc import Callable
from typing import Any

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from amends.kit.paging import CursorRefused
from amends.kit.refusals import NotThere, Refused
from amends.kit.versions import stamps_from_first_look
from amends.tickets.access import LeadsOn
from amends.vocabulary.types import LONGEST_TEXT
from amends.web.toasts import toast

GetResponse = Callable[[HttpRequest], HttpResponse]
NULL = "\x00"
"""The one character that a browser can send and PostgreSQL keeps in no text. Nobody types it."""
LONGEST = 2 * LONGEST_TEXT
"""Characters of one value that a form is given. No field takes as many, so what is cut is refused all the same; it only
does not come back at full length, and more than once."""


class ShellMiddleware:
    """Views of pages need not catch Refused, nor say a toast twice.

    - A `Refused` that leaves a view answers 409, or the status it names: a toast for htmx, a page with the way back
      otherwise.
    - A ticket that was merged into another one leads there.
    - What is not there (or not for the reader) answers 404.
    - Toasts made during a htmx request ride along with its answer, out of band.
    - Pages of signing in and of the second factor may show keys and codes: nobody stores them.
    - What somebody who is signed in sees is kept by no proxy, and by their browser only to be asked for again.
    - While a page is only looked at, what processes keep is asked about once.
    - Null characters never reach a view: what was sent comes without them, an address with one leads nowhere. Nor
      does a value that is longer than any field takes: it comes cut.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._answer(request)
        if _asked_by_htmx(request) and _takes_toasts(response) and len(get_messages(request)):
            toasts = render_to_string("shell/_toasts_along.html", request=request)
            response.content += toasts.encode()
        if _shows_secrets(request):
            add_never_cache_headers(response)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not request.path_info.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with stamps_from_first_look():
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.path_info.startswith("/api/"):
            return  # which has its own way of saying so
        if NULL in request.path_info:
            raise Http404
        request.GET = without_nulls(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = bounded(without_nulls(request.POST))  # type: ignore[assignment]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, LeadsOn) and not request.path.startswith("/api/"):
            return _to_survivor(request, exception)
        if isinstance(exception, NotThere):
            raise Http404 from exception
        if not isinstance(exception, Refused) or request.path.startswith("/api/"):
            return None
        context = {"title": str(exception.message), "refusal": exception, "first_page": _first_page(request, exception)}
        status = getattr(exception, "status", 409)
        if _asked_by_htmx(request):
            response = render(request, "shell/_refused.html", context, status=status)
            response["HX-Retarget"] = "#toasts"
            response["HX-Reswap"] = "beforeend"
            return response
        return render(request, "shell/refused.html", context, status=status)


def _to_survivor(request: HttpRequest, found: LeadsOn) -> HttpResponse:
    """To the ticket that another one was merged into; what was asked for was not done."""
    was_change = request.method not in {"GET", "HEAD"}
    said = _("This ticket was merged into %(number)s. Nothing was changed; go on here.") if was_change else ""
    toast(request, (said or _("This ticket was merged into %(number)s.")) % {"number": found.number}, icon="git-merge")
    address = reverse("tickets:ticket", args=[found.number])
    if not _asked_by_htmx(request):
        return redirect(address)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = address
    return response


def _first_page(request: HttpRequest, refused: Refused) -> str:
    """Where the list begins whose page can't be found."""
    if not isinstance(refused, CursorRefused):
        return ""
    query = request.GET.copy()
    for cursor in ("after", "before"):
        query.pop(cursor, None)
    return f"{request.path}?{query.urlencode()}"


def without_nulls(query: QueryDict) -> QueryDict:
    """`query` itself, or a copy without null characters in its names and values."""
    if not any(NULL in text for name, values in query.lists() for text in (name, *values)):
        return query
    clean = QueryDict(mutable=True)
    for name, values in query.lists():
        clean.setlist(name.replace(NULL, ""), [value.replace(NULL, "") for value in values])
    return clean


def bounded(query: QueryDict) -> QueryDict:
    """`query` itself, or a copy in which no name or value is longer than LONGEST."""
    if not any(len(text) > LONGEST for name, values in query.lists() for text in (name, *values)):
        return query
    short = QueryDict(mutable=True)
    for name, values in query.lists():
        short.setlist(name[:LONGEST], [value[:LONGEST] for value in values])
    return short


def _shows_secrets(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name.startswith(("account_", "mfa_"))


def _asked_by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def _takes_toasts(response: HttpResponse) -> bool:
    """Full answers in HTML that stay: a redirect or refresh shows the toasts on the next page instead."""
    return (
        response.status_code in {200, 201, 409, 422, 429}
        and not response.streaming
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not any(header in response for header in ("HX-Redirect", "HX-Refresh", "HX-Location"))
    )
