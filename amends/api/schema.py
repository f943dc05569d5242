"""Completes the OpenAPI description: every operation says with which problems it may answer."""

from typing import Any

from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema

from amends.api.problems import MEDIA_TYPE, Problem

DESCRIPTIONS = {
    "400": "The request is no HTTP, JSON or UTF-8 that could be understood",
    "401": "No valid token",
    "403": "The token's scopes or its person's role do not allow it",
    "404": "Not there, or not for the token's person",
    "409": "The present state does not allow it; `detail` says why and what to do",
    "413": "Too big",
    "422": "What was sent cannot be used; `errors` points at the parts",
}


def complete(schema: OpenAPISchema) -> OpenAPISchema:
    """`schema` with problem documents among its responses and the schema of a problem among its components."""
    definition = Problem.model_json_schema(ref_template=REF_TEMPLATE)
    components = schema["components"].setdefault("schemas", {})
    components.update(definition.pop("$defs", {}))
    components["Problem"] = definition
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            for status in _problems_of(path, method, operation):
                operation["responses"].setdefault(int(status), _answer(DESCRIPTIONS[status]))
    return schema


def _problems_of(path: str, method: str, operation: dict[str, Any]) -> list[str]:
    found = ["400", "401", "403"]
    if "{" in path:
        found.append("404")
    if method != "get":
        found.append("409")
    if "requestBody" in operation:
        found += ["404", "413"]  # what the body names may be missing
    if operation.get("parameters") or "requestBody" in operation:
        found.append("422")
    return found


def _answer(description: str) -> dict[str, Any]:
    reference = {"$ref": REF_TEMPLATE.format(model="Problem")}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": reference}}}
