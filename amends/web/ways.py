"""The way back after a change that has no page of its own."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, *, usual: str) -> str:
    """The page the deed was done on: what the form names, else the page it came from, else `usual`."""
    for asked in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}):
            parts = urlsplit(asked)
            if parts.path.startswith("/") and not parts.path.startswith("//"):
                return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return usual
