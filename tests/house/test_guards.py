"""Doors are guarded in one way, and the person comes from the request in one way."""

import ast
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "amends" / "web"
GUARDS = {"signed_in", "managers", "administrators"}
MODULES = sorted(path for path in WEB.rglob("*.py") if "tests" not in path.parts)


def named(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.id if isinstance(called, ast.Name) else ""


def guarded_views() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (f"{path.relative_to(WEB)}:{node.name}", node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and GUARDS & set(map(named, node.decorator_list))
    ]


@pytest.mark.parametrize(("where", "view"), guarded_views(), ids=lambda given: given if isinstance(given, str) else "")
def test_a_guard_stands_directly_above_its_view_and_hands_it_the_person(where: str, view: ast.FunctionDef):
    order = [name for name in map(named, view.decorator_list) if name != "wraps"]
    assert order[-1] in GUARDS, f"{where}: the guard comes last, the methods above it: {order}"
    request = view.args.args[0].annotation
    assert isinstance(request, ast.Name)
    assert request.id == "SignedInRequest", f"{where} takes a SignedInRequest"


def test_the_person_is_read_from_the_request_and_from_nowhere_else():
    casting = [str(path.relative_to(WEB)) for path in MODULES if "cast(User" in path.read_text()]
    assert casting == []
