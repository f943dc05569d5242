"""Every request speaks its reader’s language, lives in their time zone, and names what they may know."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from amends.people.models import User
from amends.vocabulary.choosers import told_to

GetResponse = Callable[[HttpRequest], HttpResponse]


class PersonalMiddleware:
    """Activates language and time zone; for strangers the language of their browser and the house's time zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        person = user if isinstance(user, User) or (user is not None and user.is_authenticated) else None
        language = person.language if person else translation.get_language_from_request(request)
        zone = person.zone if person else timezone.get_default_timezone()
        with translation.override(language), timezone.override(zone), told_to(person):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
                response.streaming_content = _as_now(response.streaming_content, person)
        if person is None:
            patch_vary_headers(response, ["Accept-Language"])
        return response


def _as_now(pieces: Iterable[Any], person: User | None) -> Iterator[Any]:
    """Each piece made in the language and time zone that are in force now, and told to this person.

    A streamed answer is written after the middlewares have left, when all would be that of the house.
    """
    language, zone = translation.get_language() or "en", timezone.get_current_timezone()

    def told() -> Iterator[Any]:
        rest = iter(pieces)
        while True:
            with translation.override(language), timezone.override(zone), told_to(person):
                piece = next(rest, None)
            if piece is None:
                return
            yield piece

    return told()
