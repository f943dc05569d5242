"""Answers are compressed, unless they hold a secret (decision 18)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressionMiddleware(GZipMiddleware):
    """Pages, parts, API answers and streamed tables, for clients that take gzip.

    An answer that nobody may store holds a secret: a key of a second factor, a link that lets somebody in. Compressed
    beside text that the address brought it could be guessed from lengths (BREACH), so it goes out as it is. The form
    token of every other page is masked anew in each answer, and Django adds a random length.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if "no-store" in response.headers.get("Cache-Control", ""):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
