"""The floors of the house as data: who may know of whom. pyproject.toml holds the same list for import-linter."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "amends"


def storeys() -> list[list[str]]:
    """The apps from the top down, neighbours on one line, as the import contract has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[name.strip().removeprefix("amends.") for name in line.split(":")] for line in layers]


def height(app: str) -> int:
    """How high an app stands; a larger number may know of smaller ones."""
    for index, line in enumerate(reversed(storeys())):
        if app in line:
            return index
    raise KeyError(f"{app} stands on no floor: add it to the layers contract in pyproject.toml")


def sources(*apps: str, tests: bool = False) -> Iterator[Path]:
    """The Python files of these apps (default: all), without migrations and, unless asked for, without tests."""
    for folder in [PACKAGE / app for app in apps] or [PACKAGE]:
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(PACKAGE).parts
            if "migrations" in parts or (not tests and ("tests" in parts or path.name == "testing.py")):
                continue
            yield path


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
