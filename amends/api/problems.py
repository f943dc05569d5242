"""Every error is a problem document (RFC 9457): one form for programs, one sentence for people.

    {"type": "about:blank", "title": "Conflict", "status": 409, "code": "transition_refused",
     "detail": "Closed needs a decision first: approve or reject the claim.",
     "errors": [{"pointer": "#/status", "detail": "..."}]}

`code` is stable; `detail` is in the reader's language; `errors` points into what was sent (RFC 6901).
"""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field

from amends.api.faults import sentence
from amends.kit.refusals import Refused
from amends.tickets.actions import TransitionRefused
from amends.tickets.meanwhile import ChangedMeanwhile
from amends.vocabulary import Invalid

MEDIA_TYPE = "application/problem+json"

MOST_TOLD = 20
"""Flaws that one answer tells of."""

CONFLICTS: tuple[type[Refused], ...] = (TransitionRefused,)
"""Refusals that name a field but are about the present state of things, not about what was sent."""


class Flaw(BaseModel):
    """One thing that is wrong with the request."""

    pointer: str = Field(description="Where: a JSON pointer into the body, or the name of a parameter")
    detail: str = Field(description="What is wrong, in the language of the request")


class Conflict(BaseModel):
    """A field that somebody else changed meanwhile."""

    field: str = Field(description="Code of the field")
    before: str | None = Field(description="The value that you have seen; null for none")
    theirs: Any = Field(description="The value it has now; send it as `seen` to replace it")


class Problem(BaseModel):
    """Why a request failed (RFC 9457)."""

    type: str = Field(default="about:blank", description="Always about:blank: the status tells the sort")
    title: str = Field(description="The name of the HTTP status")
    status: int
    code: str = Field(description="Stable name of the problem, for programs")
    detail: str = Field(description="A sentence for people, with a way out")
    errors: list[Flaw] = Field(default=[], description="The parts of the request that are to blame")
    conflict: Conflict | None = Field(default=None, description="With the code changed_meanwhile only")


def problem(
    status: int,
    detail: str,
    *,
    code: str = "",
    errors: Iterable[Flaw] = (),
    headers: Mapping[str, str] | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    """The answer that says what went wrong."""
    phrase = HTTPStatus(status).phrase
    document = Problem(
        title=phrase,
        status=status,
        code=code or phrase.lower().replace(" ", "_").replace("-", "_"),
        detail=detail,
        errors=list(errors),
        conflict=conflict,
    )
    told = document.model_dump(mode="json", exclude_none=conflict is None)
    return HttpResponse(
        json.dumps(told, ensure_ascii=False).encode(errors="replace"),
        status=status,
        content_type=MEDIA_TYPE,
        headers=headers,
    )


def of_refusal(refusal: Refused) -> HttpResponse:
    """422 when what was sent is to blame, 409 when the present state is, or what the refusal itself says."""
    if isinstance(refusal, ChangedMeanwhile):
        theirs = Conflict(field=refusal.of.code, before=refusal.before or None, theirs=refusal.theirs)
        return problem(409, str(refusal), code=refusal.code, conflict=theirs)
    if isinstance(refusal, Invalid):
        flaws = [
            Flaw(pointer=_pointer(refusal.field, item.path), detail=str(item)) for item in refusal.problems[:MOST_TOLD]
        ]
        return problem(422, str(refusal), code=refusal.code, errors=flaws)
    if refusal.field and not isinstance(refusal, CONFLICTS):
        flaw = Flaw(pointer=_pointer(None, refusal.field.split(".")), detail=str(refusal))
        return problem(422, str(refusal), code=refusal.code, errors=[flaw])
    return problem(getattr(refusal, "status", 409), str(refusal), code=refusal.code)


def of_validation(errors: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """422 with the place and the fault of each part that could not be read."""
    flaws = [Flaw(pointer=_place(error["loc"]), detail=sentence(error)) for error in islice(errors, MOST_TOLD)]
    return problem(422, _("The request could not be read. Correct what “errors” points at."), errors=flaws)


def _pointer(field: str | None, path: Iterable[str | int]) -> str:
    return "#/" + "/".join(str(part) for part in ((field,) if field else ()) + tuple(path))


def _place(location: tuple[str | int, ...]) -> str:
    """Ninja's ("body", "data", "items", 0) as #/items/0; ("query", "size") as size."""
    source, *path = location
    if source == "body":
        return _pointer(None, path[1:])
    return "/".join(str(part) for part in path) or str(source)
