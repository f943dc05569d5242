"""Every change of the world says who did it and is written to the journal (house.md, sentence 1)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.floors import shown, sources

RECORDERS = {"record", "record_many"}


def action_files() -> Iterator[Path]:
    for path in sources():
        if "actions" in path.parts or path.name == "actions.py":
            yield path


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def arguments(function: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}


def calls(function: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            target = node.func
            names.add(target.id if isinstance(target, ast.Name) else getattr(target, "attr", ""))
    return names


def test_every_action_that_takes_an_actor_records_an_event():
    silent = []
    for path in action_files():
        tree = ast.parse(path.read_text())
        functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module and ".actions" in node.module
            for alias in node.names
        }

        def records(function: ast.FunctionDef, seen: frozenset[str], functions=functions, imported=imported) -> bool:
            called = calls(function)
            if called & (RECORDERS | imported):
                return True
            inner = (name for name in called if name in functions and name not in seen)
            return any(records(functions[name], seen | {name}) for name in inner)

        silent += [
            f"{shown(path)}:{function.lineno} {function.name}"
            for function in public_functions(path)
            if "by" in arguments(function) and not records(function, frozenset({function.name}))
        ]
    assert not silent


def test_actions_take_their_actor_by_keyword():
    wrong = [
        f"{shown(path)}:{function.lineno} {function.name}"
        for path in action_files()
        for function in public_functions(path)
        if "by" in {argument.arg for argument in function.args.args}
    ]
    assert not wrong


def test_actions_take_no_positional_boolean():
    wrong = [
        f"{shown(path)}:{function.lineno} {function.name}"
        for path in action_files()
        for function in public_functions(path)
        for argument in function.args.args
        if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "bool"
    ]
    assert not wrong
