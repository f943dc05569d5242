"""The way in to all settings."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amends.kit.pages import page
from amends.web.guards import SignedInRequest, managers
from amends.web.settings.registry import sections_for
from amends.web.settings.troubles import troubles


@require_safe
@managers
def index(request: SignedInRequest) -> HttpResponse:
    seen = troubles() if request.user.is_administrator else []
    context = {"title": _("Settings"), "groups": sections_for(request.user), "troubles": seen}
    return page(request, "settings/index.html", context)
