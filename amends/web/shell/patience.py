"""A request that asks the database too much in all is given up, page or API, and holds no thread for a minute."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from amends.kit.patience import patience_of

GetResponse = Callable[[HttpRequest], HttpResponse]


class PatienceMiddleware:
    """Until the answer begins, all statements together have `WEB_PATIENCE` seconds, of which any may take all.

    What an answer goes on to read while it is sent (an export) is limited by statement, and as a whole by whoever
    sends it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with patience_of(settings.WEB_PATIENCE):
            return self.get_response(request)
