"""What a person may see is decided below the doors: they obtain rows from access functions, which know no HTTP."""

import ast
from pathlib import Path

from tests.house.floors import PACKAGE, shown, sources

DOORS = ("web", "api", "portal", "intake")
ABOVE = (*DOORS, "operate")
MADE_FOR_DOORS = {"amends/kit/pages.py", "amends/people/middleware.py"}
"""The helper that answers with a page, and what stands before every view."""

GUARDED = {
    *("Ticket", "TicketItem", "TicketTag", "TicketFile", "Activity", "ActivityFile", "Order", "OrderItem"),
    *("OrderImport", "Contact", "File", "Notification", "Rule", "Run", "Event", "Letter", "ApiToken"),
}
"""Models of which a person may not see every row."""


def managers_asked(path: Path) -> list[str]:
    """`Ticket.objects` and the like in this file."""
    return [
        f"{shown(path)}:{node.lineno} {node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
        if isinstance(node.value, ast.Name) and node.value.id in GUARDED
    ]


def http_known(path: Path) -> list[str]:
    return [
        f"{shown(path)}:{node.lineno} {node.module}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module in {"django.http", "django.shortcuts"}
    ]


def test_doors_obtain_what_is_guarded_from_access_functions():
    assert [found for path in sources(*DOORS) for found in managers_asked(path)] == []


def test_a_manager_asked_directly_is_found(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("tests.house.floors.ROOT", tmp_path)
    page = tmp_path / "pages.py"
    page.write_text("from django.http import Http404\nrows = Ticket.objects.all()\n")
    assert managers_asked(page) == ["pages.py:2 Ticket.objects"]
    assert http_known(page) == ["pages.py:1 django.http"]


def test_below_the_doors_nobody_knows_of_http():
    below = [path for path in sources() if path.relative_to(PACKAGE).parts[0] not in ABOVE]
    assert [found for path in below if shown(path) not in MADE_FOR_DOORS for found in http_known(path)] == []
