"""Between views and readers: refusals become sentences, notices reach htmx answers."""

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from amends.kit.refusals import Refused

GetResponse = Callable[[HttpRequest], HttpResponse]


class ShellMiddleware:
    """Views of pages need not catch Refused, nor say a toast twice.

    - A `Refused` that leaves a view answers 409: a toast for htmx, a page with the way back otherwise.
    - Toasts made during a htmx request ride along with its answer, out of band.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _asked_by_htmx(request) and _takes_toasts(response) and len(get_messages(request)):
            toasts = render_to_string("shell/_toasts_along.html", request=request)
            response.content += toasts.encode()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused) or request.path.startswith("/api/"):
            return None
        context = {"title": str(exception.message), "refusal": exception}
        if _asked_by_htmx(request):
            response = render(request, "shell/_refused.html", context, status=409)
            response["HX-Retarget"] = "#toasts"
            response["HX-Reswap"] = "beforeend"
            return response
        return render(request, "shell/refused.html", context, status=409)


def _asked_by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def _takes_toasts(response: HttpResponse) -> bool:
    """Full answers in HTML that stay: a redirect or refresh shows the toasts on the next page instead."""
    return (
        response.status_code in {200, 201, 409, 422}
        and not response.streaming
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not any(header in response for header in ("HX-Redirect", "HX-Refresh", "HX-Location"))
    )
