"""One helper for every page: the whole page, or the part of it that htmx asked for."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers

_PARTIAL = re.compile(r"[a-z0-9_-]{1,60}", re.ASCII | re.IGNORECASE)
"""Names that a partial can have: the target comes from outside and becomes part of a path."""


def page(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer with `template`, or with the partial beside it whose file bears the name of the htmx target.

    The DOM id of a partial is its file's name: target `rows` of `tickets/list.html` is `tickets/_rows.html`. An
    invalid form is answered with `status=422` (RFC 9110, 15.5.21) and the form itself.
    """
    response = render(request, _partial(request, template) or template, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _partial(request: HttpRequest, template: str) -> str | None:
    if request.headers.get("HX-Request") != "true" or request.headers.get("HX-Boosted") == "true":
        return None
    target = request.headers.get("HX-Target", "")
    if not _PARTIAL.fullmatch(target):
        return None
    name = str(PurePosixPath(template).parent / f"_{target.replace('-', '_')}.html")
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return None
    return name
