"""How much a client may send: bounded before it is parsed, and before anything looks at what is wrong with it."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser

from amends.api.text import levels
from amends.kit.refusals import Refused

MOST_BYTES = 1024 * 1024
"""Of JSON. Files come as multipart and have a limit of their own."""
MOST_VALUES = 10_000
"""Names and values in one body; the largest that makes sense has a fifth of it."""
DEEPEST = 20


class BodyRefused(Refused):
    """What was sent is not read at all."""

    code = "body_refused"


def is_too_long(request: HttpRequest) -> bool:
    """Does the request announce more JSON than is taken? Asked before a byte of it is read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return announced.isdecimal() and int(announced) > MOST_BYTES and request.content_type != "multipart/form-data"


class BoundedParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        if len(request.body) > MOST_BYTES:
            raise BodyRefused(_("The request is too big."))
        try:
            body = json.loads(request.body)
        except RecursionError:
            raise _too_deep() from None
        _refuse_giant(body)
        return body


def _refuse_giant(body: Any) -> None:
    seen = 0
    for depth, level in enumerate(levels(body), start=1):
        seen += len(level)
        if depth > DEEPEST:
            raise _too_deep()
        if seen > MOST_VALUES:
            raise BodyRefused(_("There are more than %(most)d values in it. Send fewer.") % {"most": MOST_VALUES})


def _too_deep() -> BodyRefused:
    return BodyRefused(_("It is nested deeper than %(deepest)d levels.") % {"deepest": DEEPEST})
