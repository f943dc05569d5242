"""Every sentence of the program that is marked for translation, found in the syntax of Python and templates."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2]

MARKERS = {
    f"{kind}{lazy}": kind for kind in ("gettext", "ngettext", "pgettext", "npgettext") for lazy in ("", "_lazy")
} | {"gettext_noop": "gettext"}
"""Django's functions that mark a sentence, and what their arguments are."""

IN_TEMPLATES = MARKERS | {"_": "gettext"}
CALL = re.compile(r"\b(?:n?p?gettext|_)\(")


@dataclass(frozen=True, order=True)
class Sentence:
    """What gettext looks up: context, text, and the text for many where there are two."""

    text: str
    many: str = ""
    context: str = ""


class NotASentence(Exception):
    """Something other than a text stands in a translation call, so that nothing could be looked up."""


def sentences() -> set[Sentence]:
    """All sentences of the package; tests and the developers' page of parts are not said to anybody."""
    found: set[Sentence] = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        if "tests" not in path.parts and path.name != "gallery.py":
            found.update(in_python(path.read_text(), str(path)))
    for path in sorted([*PACKAGE.rglob("*.html"), *PACKAGE.rglob("templates/**/*.txt")]):
        if "tests" not in path.parts:
            found.update(in_template(path.read_text(), str(path)))
    return found


def in_python(source: str, origin: str = "") -> Iterator[Sentence]:
    """Sentences in Python code, by the names under which it imports Django's functions."""
    tree = ast.parse(source, origin)
    known = {
        alias.asname or alias.name: MARKERS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in MARKERS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            kind = _kind(node.func, known)
            if kind:
                yield _sentence(kind, node, origin)


def in_template(source: str, origin: str = "") -> Iterator[Sentence]:
    """Sentences in a Django template, through Django's own translation of templates into calls."""
    calls = templatize(source, origin=origin)
    for start in CALL.finditer(calls):
        call = ast.parse(_balanced(calls[start.start() :]), origin, mode="eval").body
        assert isinstance(call, ast.Call)
        assert isinstance(call.func, ast.Name)
        yield _sentence(IN_TEMPLATES[call.func.id], call, origin)


def _kind(function: ast.expr, known: dict[str, str]) -> str | None:
    if isinstance(function, ast.Name):
        return known.get(function.id)
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return MARKERS.get(function.attr) if function.value.id == "translation" else None
    return None


def _sentence(kind: str, call: ast.Call, origin: str) -> Sentence:
    wanted = {"gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}[kind]
    texts = [
        node.value for node in call.args[:wanted] if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    if len(texts) < wanted:
        raise NotASentence(f"{origin}:{call.lineno}: {kind}() needs a plain text to look up")
    context = texts.pop(0) if kind in {"pgettext", "npgettext"} else ""
    return Sentence(text=texts[0], many=texts[1] if len(texts) > 1 else "", context=context)


def _balanced(text: str) -> str:
    """The call at the beginning of `text`, up to its closing bracket."""
    depth = 0
    lines = text.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        depth += {"(": 1, ")": -1}.get(token.string, 0) if token.type == tokenize.OP else 0
        if depth == 0 and token.string == ")":
            row, column = token.end
            return "".join(lines[: row - 1]) + lines[row - 1][:column]
    raise NotASentence(text[:60])
