"""Pages that belong to no family: the start, search, the keyboard map, the phone's menu, the page of parts."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amends.kit.pages import page
from amends.kit.refusals import Refused
from amends.web import navigation, palette
from amends.web.guards import SignedInRequest, signed_in
from amends.web.shell import gallery


@require_safe
@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """The first place of the navigation that exists and is open to the reader."""
    links = navigation.links_for(request.user, request.path)
    if not links:
        raise Http404
    return HttpResponseRedirect(links[0].url)


@require_safe
@signed_in
def search(request: SignedInRequest) -> HttpResponse:
    """What the palette finds; a page of its own without JavaScript. A leading ">" asks for commands only."""
    text = request.GET.get("q", "").strip()[:100]
    context = {"title": _("Search"), "text": text, "groups": palette.find(text, request.user)}
    return page(request, "shell/search.html", context, parts=["hits"])


@require_safe
@signed_in
def keyboard(request: SignedInRequest) -> HttpResponse:
    return render(request, "shell/keyboard.html", {"title": _("Keyboard")})


@require_safe
@signed_in
def more(request: SignedInRequest) -> HttpResponse:
    """The fifth place of a phone's tab bar: everything the other four are not."""
    return render(request, "shell/more.html", {"title": _("More")})


@require_safe
@signed_in
def parts(request: SignedInRequest) -> HttpResponse:
    """Every part once, for those who build pages. Exists in development and tests only."""
    return render(request, "shell/parts.html", gallery.context(), status=422 if "invalid" in request.GET else 200)


@require_safe
@signed_in
def parts_hits(request: SignedInRequest) -> HttpResponse:
    """What the finder on the page of parts finds."""
    return render(request, "shell/parts_hits.html", {"hits": gallery.hits(request.GET.get("order", ""))})


@require_POST
@signed_in
def parts_refusal(request: SignedInRequest) -> HttpResponse:
    """A deed that is always refused, to see how that looks."""
    raise Refused("Closed needs a decision first.")
