"""Modules that import each other in a circle can't be understood, tested or moved alone. import-linter compares floors
and packages; this looks at every module, also at imports within functions, which hide a circle instead of untying it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.floors import PACKAGE, ROOT

Graph = dict[str, set[str]]


def modules() -> dict[str, Path]:
    paths = (path for path in PACKAGE.rglob("*.py") if not {"migrations", "tests"} & set(path.parts))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def imports(node: ast.AST, *, typing_too: bool) -> Iterator[tuple[str, str]]:
    """Module and name of each import, wherever it stands; those for type checkers alone only where asked for."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and not typing_too:
        children: list[ast.stmt] = node.orelse
    else:
        children = list(ast.iter_child_nodes(node))  # type: ignore[arg-type]
    if isinstance(node, ast.Import):
        yield from ((alias.name, "") for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, "imports name the whole path"
        yield from ((node.module or "", alias.name) for alias in node.names)
    for child in children:
        yield from imports(child, typing_too=typing_too)


def graph(*, typing_too: bool) -> Graph:
    known = modules()
    found: Graph = {}
    for name, path in known.items():
        named = imports(ast.parse(path.read_text()), typing_too=typing_too)
        targets = {f"{module}.{name}" if f"{module}.{name}" in known else module for module, name in named}
        found[name] = {target for target in targets if target in known and target != name}
    return found


def reachable(start: str, edges: Graph) -> set[str]:
    seen: set[str] = set()
    left = [start]
    while left:
        for target in edges[left.pop()] - seen:
            seen.add(target)
            left.append(target)
    return seen


def circles(edges: Graph) -> list[set[str]]:
    within = {name: reachable(name, edges) for name in edges}
    found = {frozenset(other for other in within[name] if name in within[other]) for name in edges}
    return sorted((set(circle) for circle in found if circle), key=sorted)


@pytest.mark.parametrize("typing_too", [False, True], ids=["imports", "imports and those for types"])
def test_modules_import_each_other_in_no_circle(*, typing_too: bool):
    """What meets in a circle is untied by better form; an import within a function is part of a circle too."""
    assert circles(graph(typing_too=typing_too)) == []


def test_a_circle_is_found_through_any_number_of_modules():
    edges: Graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}
    assert circles(edges) == [{"a", "b", "c"}]
