"""Error pages that need more than their template: a number for the log, the reason of a failed form check."""

import logging
import secrets
import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from amends.kit.outages import Outage, outage_of

log = logging.getLogger(__name__)


RETRY_SECONDS = 5
"""After which a page that the database did not answer is asked for again."""


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a failure. It asks nothing of the database; its number is in the log beside the traceback.

    When it was the database that did not answer, 503 says so, and a page that is only looked at comes back by itself.
    """
    outage = outage_of(sys.exc_info()[1])
    if outage is not None:
        log.warning("%s at %s %s", outage.name, request.method, request.path)
        again = RETRY_SECONDS if outage is not Outage.TOO_LONG and request.method == "GET" else None
        page = render_to_string("503.html", {"outage": outage.value, "again": again})
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    number = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    log.error("Incident %s at %s %s", number, request.method, request.path)
    return HttpResponseServerError(render_to_string("500.html", {"incident": number}))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing at this address: who is signed in keeps the way to everything else."""
    template = "shell/not_found.html" if _is_inside(request) else "404.html"
    return render(request, template, {"title": _("Not found"), **QUIET}, status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not open to this reader, who keeps the way to everything that is."""
    template = "shell/not_allowed.html" if _is_inside(request) else "403.html"
    context = {"title": _("Not allowed"), "reason": str(exception), **QUIET}
    return render(request, template, context, status=403)


QUIET: dict[str, Any] = {"messages": ()}
"""Notices wait for a page that somebody asked for."""


def _is_inside(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and not request.path_info.startswith("/api/")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere."""
    log.info("Form check failed at %s: %s", request.path, reason)
    template = "shell/form_too_old.html" if _is_inside(request) else "403_csrf.html"
    return render(request, template, {"title": _("This form is too old"), **QUIET}, status=403)
