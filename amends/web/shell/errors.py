"""Error pages that need more than their template: a number for the log, the reason of a failed form check."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page. It asks nothing of the database; its number is in the log beside the traceback."""
    number = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    log.error("Incident %s at %s %s", number, request.method, request.path)
    return HttpResponseServerError(render_to_string("500.html", {"incident": number}))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere."""
    log.info("Form check failed at %s: %s", request.path, reason)
    return render(request, "403_csrf.html", {"title": _("This form is too old")}, status=403)
