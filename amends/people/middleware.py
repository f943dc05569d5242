"""Every request speaks its reader’s language, lives in their time zone, and names what they may know."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
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
        if person is None:
            patch_vary_headers(response, ["Accept-Language"])
        return response
