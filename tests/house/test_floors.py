"""What import-linter can't see: foreign keys, template includes, receivers, managers in doors."""

import ast
import re

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from tests.house.floors import PACKAGE, ROOT, height, shown, sources, storeys

DOORS = ("web", "portal", "api", "intake")
DRAWERS = {"utils.py", "util.py", "helpers.py", "misc.py", "common.py", "tools.py"}
LOADS = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")


def test_every_package_stands_on_a_floor():
    known = {app for line in storeys() for app in line}
    packages = {folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()}
    assert packages == known


def test_foreign_keys_go_down_the_stairs_only():
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("amends."):
            continue
        own = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | ManyToManyField) and field.related_model.__module__.startswith("amends."):
                other = field.related_model.__module__.split(".")[1]
                if height(other) > height(own):
                    wrong.append(f"{own}.{model.__name__}.{field.name} -> {other}")
    assert not wrong


def test_shell_and_parts_include_no_page_family():
    shared = {"shell", "parts"}
    templates = [path for folder in shared for path in (PACKAGE / "web" / "templates" / folder).rglob("*.html")]
    includes = ((path, name) for path in templates for name in LOADS.findall(path.read_text()))
    assert not [f"{shown(path)} includes {name}" for path, name in includes if name.split("/")[0] not in shared]


def test_domain_apps_have_no_page_templates():
    # A letter's text belongs to the app that writes it; a page belongs to web.
    found = [
        shown(path)
        for app in (folder for folder in PACKAGE.iterdir() if folder.is_dir() and folder.name not in DOORS)
        for path in app.rglob("templates/**/*.html")
        if "letters" not in path.parts
    ]
    assert not found


def test_nothing_listens_to_model_signals():
    pattern = re.compile(r"\b(post_save|pre_save|post_delete|pre_delete|m2m_changed)\b")
    assert not [shown(path) for path in sources() if pattern.search(path.read_text())]


def test_doors_obtain_objects_through_access_and_queries_only():
    nodes = ((path, node) for path in sources(*DOORS) for node in ast.walk(ast.parse(path.read_text())))
    managers = {"objects", "_default_manager"}
    assert not [
        f"{shown(path)}:{node.lineno}"
        for path, node in nodes
        if isinstance(node, ast.Attribute) and node.attr in managers
    ]


def test_no_file_is_a_drawer_for_things():
    assert not [shown(path) for path in sources() if path.name in DRAWERS]


def test_templates_carry_no_inline_script_style_or_handler():
    # The content security policy would refuse them, silently for the person.
    inline = re.compile(
        r"""<script(?![^>]*\bsrc=)(?![^>]*type="application/json")|<style[\s>]|\sstyle=|\son[a-z]+=["']"""
    )
    found = []
    for path in sorted((PACKAGE / "web" / "templates").rglob("*.html")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if inline.search(line) and "data-on" not in line:
                found.append(f"{shown(path)}:{number}: {line.strip()[:80]}")
    assert not found


def test_lock_files_name_no_registry():
    locks = [*ROOT.glob("requirements/*.txt"), *ROOT.glob("frontend/package-lock.json")]
    assert locks
    for lock in locks:
        assert not re.search(r"--[a-z-]*(?:index|links)|\"resolved\"", lock.read_text()), lock
