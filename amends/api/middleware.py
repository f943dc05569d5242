"""What holds for everything under /api/: problem documents also where no operation was reached, and clean text."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from amends.api.bodies import is_too_long
from amends.api.problems import MEDIA_TYPE, problem

GetResponse = Callable[[HttpRequest], HttpResponse]
PREFIX = "/api/"
_UNKEEPABLE = re.compile(r"%00|[\x00\ud800-\udfff\ufffd]", re.IGNORECASE)  # what PostgreSQL takes in no text


class ProblemMiddleware:
    """Stands outside all others: whatever error leaves them under /api/ leaves as a problem document."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        language = translation.get_language_from_request(request)
        with translation.override(language), timezone.override(None):
            response = self._answer(request)
        response["Content-Language"] = getattr(request, "spoken", language)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if _UNKEEPABLE.search(request.path_info) or _UNKEEPABLE.search(request.META.get("QUERY_STRING", "")):
            return problem(400, _("The address contains characters that no text may have. Encode it as UTF-8."))
        if is_too_long(request):
            return problem(413, _sentence(413))
        response = self.get_response(request)
        if response.status_code < 400 or response.headers.get("Content-Type") == MEDIA_TYPE:
            return response
        return _as_problem(response)


def _as_problem(response: HttpResponse) -> HttpResponse:
    kept = {name: response[name] for name in ("Allow", "Retry-After", "WWW-Authenticate") if name in response}
    return problem(response.status_code, _sentence(response.status_code), headers=kept)


def _sentence(status: int) -> str:
    sentences = {
        400: _("The request could not be understood."),
        403: _("This is not for you."),
        404: _("There is nothing at this address. The operations are listed at /api/v1/docs."),
        405: _("This method can’t be used at this address. The header Allow lists those that can."),
        413: _("The request is too big."),
        503: _("The database takes too long or does not answer. Nothing was changed; ask for less, or again later."),
    }
    fallback = _("Something went wrong on our side. It has been written down; try again later.")
    return sentences.get(status, fallback if status >= 500 else sentences[400])
