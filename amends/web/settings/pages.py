"""The way in to all settings."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amends.kit.pages import page
from amends.web.guards import managers
from amends.web.settings.registry import sections_for


@require_safe
@managers
def index(request: HttpRequest) -> HttpResponse:
    return page(request, "settings/index.html", {"title": _("Settings"), "groups": sections_for(request.user)})
