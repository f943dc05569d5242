"""Setting up queues and tags: for administrators, by the same verbs as their pages."""

from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from ninja import Router, Status
from pydantic import BaseModel, Field

from amends.api.routers.setup import Names, QueueOut, TagOut, router
from amends.api.text import Code, Given, may_be_left_out
from amends.api.tokens import MANAGE, TokenRequest, actor_of
from amends.configured.access import get_configured_for
from amends.configured.actions import change_configured, make_configured, restore_configured, retire_configured
from amends.configured.models import Configured
from amends.tickets.models import Queue, Tag

Colour = Annotated[str, Field(description="`#` and six digits", max_length=7)]
NamesGiven = Annotated[Names, Field(description="Name per language: en, cs, pl")]


class QueueChange(Given):
    names: NamesGiven = may_be_left_out()


class TagChange(Given):
    names: NamesGiven = may_be_left_out()
    colour: Colour = may_be_left_out()
    second_colour: Annotated[str, Field(description="The same; empty for none", max_length=7)] = may_be_left_out()


class QueueIn(QueueChange):
    names: Names


class TagIn(TagChange):
    names: Names


class Retirement(Given):
    replacement: Code | None = Field(None, description="Code of what takes its place")


def _allowed(request: TokenRequest) -> None:
    if not request.user.is_administrator:
        raise PermissionDenied


def _values(given: BaseModel) -> dict[str, Any]:
    """What was sent; the rest is as it is."""
    return given.model_dump(exclude_unset=True)


def offer(router: Router, path: str, word: str, model: type[Configured], bodies: tuple[Any, Any, Any]) -> None:
    """The four verbs at `/<path>`; `bodies` are what makes one, what changes it, and what is told of it."""
    making, changing, told = bodies

    def add(request: TokenRequest, given: making) -> Any:  # type: ignore[valid-type]
        _allowed(request)
        return Status(201, told.of(make_configured(model, _values(given), by=actor_of(request))))

    def change(request: TokenRequest, code: str, given: changing) -> Any:  # type: ignore[valid-type]
        row = get_configured_for(request.user, model, code)
        return told.of(change_configured(row, _values(given), by=actor_of(request)))

    def retire(request: TokenRequest, code: str, given: Retirement) -> Any:
        """What has it keeps it; nobody can choose it any more."""
        row = get_configured_for(request.user, model, code)
        new = get_configured_for(request.user, model, given.replacement) if given.replacement else None
        return told.of(retire_configured(row, replacement=new, by=actor_of(request)))

    def restore(request: TokenRequest, code: str) -> Any:
        row = get_configured_for(request.user, model, code)
        return told.of(restore_configured(row, by=actor_of(request)))

    one, called = f"/{path}/{{code}}", word.replace("_", " ")
    for verb, method, address, answer, summary in (
        (add, "POST", f"/{path}", {201: told}, f"Add a {called}"),
        (change, "PATCH", one, told, f"Change a {called}"),
        (retire, "PUT", f"{one}/retirement", told, f"Retire a {called}"),
        (restore, "DELETE", f"{one}/retirement", told, f"Use a {called} again"),
    ):
        verb.__name__ = f"{verb.__name__}_{word}"  # the name of the operation for generated clients
        router.api_operation([method], address, response=answer, auth=MANAGE, summary=summary)(verb)


offer(router, "queues", "queue", Queue, (QueueIn, QueueChange, QueueOut))
offer(router, "tags", "tag", Tag, (TagIn, TagChange, TagOut))
