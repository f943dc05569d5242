"""The reference of the REST interface as a page: made from its OpenAPI description, with nothing from elsewhere."""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape, linebreaks
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from amends.api.interface import api
from amends.api.tokens import SCOPES

Json = dict[str, Any]

_DEEPEST = 5  # levels of an example


@dataclass(frozen=True)
class Member:
    """A parameter, or a member of what is sent."""

    name: str
    type: str
    required: bool
    description: str
    place: str = ""


@dataclass(frozen=True)
class Answer:
    status: str
    description: str
    example: str = ""


@dataclass(frozen=True)
class Operation:
    anchor: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: list[Member] = field(default_factory=list)
    body_type: str = ""
    body: list[Member] = field(default_factory=list)
    body_example: str = ""
    answers: list[Answer] = field(default_factory=list)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation, by family. Public, as the description itself is: it tells nothing of anybody's data."""
    return render(
        request, "api/docs.html", {"api": api, "introduction": _marked(api.description), "families": families()}
    )


@cache
def families() -> list[tuple[str, list[Operation]]]:
    """The operations under their tags, in the order in which they were declared."""
    schema: Json = api.get_openapi_schema()
    found: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            found.setdefault(told["tags"][0], []).append(_operation(schema, path, method, told))
    return list(found.items())


def _operation(schema: Json, path: str, method: str, told: Json) -> Operation:
    body_type, body = _content(told.get("requestBody", {}))
    wanted = _resolved(schema, body.get("schema", {}))
    return Operation(
        anchor=told["operationId"].rpartition("routers_")[2].replace("_", "-"),
        method=method.upper(),
        path=path,
        summary=told["summary"],
        description=_marked(told.get("description", "")),
        scope=_scope(told),
        parameters=[_parameter(schema, parameter) for parameter in told.get("parameters", [])],
        body_type=body_type,
        body=_members(schema, wanted),
        body_example=_pretty(_example(schema, wanted)) if body_type == "application/json" else "",
        answers=[_answer(schema, str(status), answer) for status, answer in sorted(_by_text(told["responses"]))],
    )


def _content(told: Json) -> tuple[str, Json]:
    """The media type and what is told of it: the first, for there is never more than one."""
    first: tuple[str, Json] = next(iter(told.get("content", {}).items()), ("", {}))
    return first


def _marked(text: str) -> str:
    """Paragraphs of `text`, which is ours, with its `code` and **strong** parts marked (the Markdown that we use)."""
    marked = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(linebreaks(escape(text))))
    return mark_safe(re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", marked))  # noqa: S308 - escaped above


def _by_text(responses: dict[Any, Json]) -> list[tuple[str, Json]]:
    return [(str(status), answer) for status, answer in responses.items()]


def _scope(told: Json) -> str:
    schemes = [name for requirement in told.get("security", []) for name in requirement]
    return next((str(SCOPES[name]) for name in schemes), "")


def _parameter(schema: Json, told: Json) -> Member:
    return Member(
        name=told["name"],
        type=_type(schema, told["schema"]),
        required=told.get("required", False),
        description=_marked(told.get("description", "")),
        place=told["in"],
    )


def _members(schema: Json, of: Json) -> list[Member]:
    required = set(of.get("required", []))
    return [
        Member(name, _type(schema, told), name in required, _marked(told.get("description", "")))
        for name, told in of.get("properties", {}).items()
    ]


def _answer(schema: Json, status: str, told: Json) -> Answer:
    media_type, content = _content(told)
    is_problem = media_type.startswith("application/problem")
    example = "" if is_problem or not content.get("schema") else _pretty(_example(schema, content["schema"]))
    return Answer(status, told.get("description", ""), example)


def _resolved(schema: Json, part: Json) -> Json:
    while "$ref" in part or len(part.get("allOf", [])) == 1:
        reference = part.get("$ref")
        part = schema["components"]["schemas"][reference.rpartition("/")[2]] if reference else part["allOf"][0]
    return part


def _type(schema: Json, part: Json) -> str:
    part = _resolved(schema, part)
    if "anyOf" in part:
        return " | ".join(dict.fromkeys(_type(schema, choice) for choice in part["anyOf"]))
    if "enum" in part:
        return " | ".join(map(str, part["enum"]))
    if part.get("type") == "array":
        return f"list of {_type(schema, part.get('items', {}))}"
    return str(part.get("format") or part.get("type") or "any")


def _example(schema: Json, part: Json, depth: int = 0) -> Any:
    """A value of this shape: what the schema gives as an example or default, else something short."""
    part = _resolved(schema, part)
    if part.get("examples"):
        return part["examples"][0]
    if "default" in part:
        return part["default"]
    if "anyOf" in part:
        return _example(schema, part["anyOf"][0], depth)
    if "enum" in part:
        return part["enum"][0]
    if part.get("type") == "array":
        return [_example(schema, part["items"], depth + 1)] if depth < _DEEPEST else []
    if "properties" in part:
        return {name: _example(schema, told, depth + 1) for name, told in part["properties"].items()}
    return _PLAIN.get(part.get("format", ""), _PLAIN.get(part.get("type", ""), {}))


_PLAIN: dict[str, Any] = {
    "date-time": "2026-11-18T10:42:00+01:00",
    "date": "2026-11-18",
    "uuid": "0b3c4d1e-5f60-4a7b-8c9d-0e1f2a3b4c5d",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "string": "…",
    "null": None,
}


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
