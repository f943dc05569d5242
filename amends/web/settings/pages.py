"""The way in to all settings."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amends.journal.queries import failing_readers
from amends.kit.pages import page
from amends.web.guards import SignedInRequest, managers
from amends.web.settings.registry import sections_for


@require_safe
@managers
def index(request: SignedInRequest) -> HttpResponse:
    troubles = failing_readers() if request.user.is_administrator else []
    context = {"title": _("Settings"), "groups": sections_for(request.user), "troubles": troubles}
    return page(request, "settings/index.html", context)
