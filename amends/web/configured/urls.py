"""Addresses of the settings that look alike: /settings/tags, /settings/tags/new, /settings/tags/urgent."""

from django.urls import path, register_converter

from amends.configured.things import things
from amends.web.configured import changes, pages


class ThingConverter:
    """The path of a kind of thing; anything else is another page's address."""

    regex = "[a-z-]+"

    def to_python(self, value: str) -> str:
        if value not in {thing.path for thing in things() if thing.path}:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ThingConverter, "thing")

app_name = "configured"

urlpatterns = [
    path("settings/<thing:path>", pages.things, name="things"),
    path("settings/<thing:path>/new", pages.new, name="new"),
    path("settings/<thing:path>/order", changes.order, name="order"),
    path("settings/<thing:path>/<slug:code>", pages.thing, name="thing"),
    path("settings/<thing:path>/<slug:code>/retirement", changes.retirement, name="retirement"),
    path("settings/<thing:path>/<slug:code>/restoration", changes.restoration, name="restoration"),
]
