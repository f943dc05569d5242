"""Addresses of the shell itself."""

from django.conf import settings
from django.urls import path

from amends.web.shell import changes, pages

app_name = "shell"

urlpatterns = [
    path("", pages.home, name="home"),
    path("search", pages.search, name="search"),
    path("keyboard", pages.keyboard, name="keyboard"),
    path("more", pages.more, name="more"),
    path("preferences/<str:name>", changes.preference, name="preference"),
]

if settings.DEBUG or settings.TESTING:
    urlpatterns += [
        path("_parts", pages.parts, name="parts"),
        path("_parts/hits", pages.parts_hits, name="parts_hits"),
        path("_parts/refusal", pages.parts_refusal, name="parts_refusal"),
    ]
