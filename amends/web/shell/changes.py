"""The one thing the shell changes: how it looks to this reader."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from amends.journal.actors import Actor
from amends.people.actions.profile import edit_profile
from amends.people.models import User
from amends.web.shell.preferences import CHOICES, remember_in_browser


@require_POST
def preference(request: HttpRequest, name: str) -> HttpResponse:
    """Set theme, density or language; scripts get an empty answer, others go back to where they were."""
    if name not in CHOICES:
        raise Http404
    value = request.POST.get("value", "")
    if value not in CHOICES[name]:
        return HttpResponseBadRequest()
    by_script = request.headers.get("Accept", "").startswith("application/json")
    response: HttpResponse = HttpResponse(status=204) if by_script else HttpResponseRedirect(_way_back(request))
    if isinstance(request.user, User):
        edit_profile(request.user, by=Actor.person(request.user), **{name: value})
    else:
        remember_in_browser(response, name, value)
    return response


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"
