"""Hand a file out so that nothing in it can act in our name.

A stranger's file may be a page with a script, or a picture that is also a script. So: only raster pictures whose bytes
say so are shown in place, everything else is a download; the type is ours or none at all, never to be guessed by the
browser (nosniff); and a policy that lets nothing load and nothing run stands behind it.
"""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

from amends.files.access import get_file_for
from amends.files.media import PICTURES, UNKNOWN
from amends.files.models import File
from amends.web.guards import SignedInRequest, signed_in

_INERT = frozenset({"application/pdf", "text/plain", "text/csv", "application/zip"})
"""Types told truthfully beside pictures. A type that a browser runs (HTML, SVG, JavaScript) is never told."""

_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@signed_in
def file(request: SignedInRequest, file_id: UUID, name: str) -> HttpResponseBase:
    """The file for whoever may see what it hangs on; `name` is decoration. `?download` never shows in place."""
    found = get_file_for(request.user, file_id)
    etag = f'"{found.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return _guarded(HttpResponseNotModified(), etag)
    shown = found.is_picture and "download" not in request.GET
    try:
        content = default_storage.open(found.key, "rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=not shown, filename=found.name, content_type=_told_type(found))
    response["Content-Length"] = str(found.size)
    return _guarded(response, etag)


def _told_type(found: File) -> str:
    return found.media_type if found.media_type in PICTURES | _INERT else UNKNOWN


def _guarded(response: HttpResponse | FileResponse, etag: str) -> HttpResponse | FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"  # asked each time: the right to see it may end
    return response
