"""Addresses of the REST interface. What is none of them is told so in a problem document (amends.api.middleware)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from amends.api.docs import docs
from amends.api.interface import api


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Nothing is here. Without this, pages would answer, or lead to the sign-in page."""
    raise Http404


urlpatterns = [
    path("v1/docs", docs, name="api-docs"),
    path("v1/", api.urls),
    re_path(r"^(?P<rest>.*)$", unknown),
]
