"""One helper for every page: the whole page, or the part of it that htmx asked for."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers

_PARTIAL = re.compile(r"[a-z0-9_-]{1,60}", re.ASCII | re.IGNORECASE)
"""Names that a partial can have: the target comes from outside and becomes part of a path."""


_INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"')


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200, parts: Collection[str] = ()
) -> HttpResponse:
    """Answer with `template`, or with the partial beside it whose file bears the name of the htmx target.

    The DOM id of a partial is its file's name: target `rows` of `tickets/list.html` is `tickets/_rows.html`, if that
    page includes it, itself or in a part of it, or it is one of `parts`: the target comes from outside, and other
    partials lack what they show. An invalid form is answered with `status=422` (RFC 9110, 15.5.21) and the form itself.
    """
    response = render(request, _partial(request, template, parts) or template, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _partial(request: HttpRequest, template: str, parts: Collection[str]) -> str | None:
    if request.headers.get("HX-Request") != "true" or request.headers.get("HX-Boosted") == "true":
        return None
    target = request.headers.get("HX-Target", "")
    if not _PARTIAL.fullmatch(target):
        return None
    name = str(PurePosixPath(template).parent / f"_{target.replace('-', '_')}.html")
    return name if target in parts or (name in _parts_of(template) and f'id="{target}"' in _source(name)) else None


@lru_cache(maxsize=500)
def _parts_of(template: str) -> frozenset[str]:
    """Templates that this one includes, at whatever depth. One that stands in a loop has no id of its own."""
    included = frozenset(_INCLUDE.findall(_source(template))) - {template}
    return included.union(*(_parts_of(name) for name in included))


@lru_cache(maxsize=500)
def _source(template: str) -> str:
    found: Any = get_template(template)
    return Path(found.origin.name).read_text()
