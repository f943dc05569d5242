"""`bin/bench [NAME] [--json] [options of the bench]`; without a name it lists them."""

import argparse
import ast
import importlib
import sys
from pathlib import Path

from amends.operate import trouble
from amends.operate.terminal import say
from amends.operate.trouble import Trouble

NOT_BENCHES = {"__init__", "__main__", "report", "world"}
KEYWORDS = {"import_orders": "import"}
"""Benches whose name no module can have."""


def names() -> dict[str, str]:
    """Every bench with the first line of its docstring."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem not in NOT_BENCHES:
            sentence = (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]
            found[KEYWORDS.get(path.stem, path.stem)] = sentence
    return found


def main() -> int:
    words = sys.argv[1:]
    if not words or words[0] in {"-h", "--help"}:
        say("usage: bin/bench NAME [--json] [options]\n")
        for name, sentence in names().items():
            say(f"  {name:14} {sentence}")
        return 0
    name = words[0]
    if name not in names():
        raise Trouble(f"There is no bench {words[0]!r}.", f"There are: {', '.join(names())}.")
    return _run(name, words[1:])


def _run(name: str, words: list[str]) -> int:
    """Run a bench and print its one object; the exit code says whether everything wanted was met."""
    module = next((module for module, keyword in KEYWORDS.items() if keyword == name), name)
    bench = importlib.import_module(f"amends.operate.bench.{module}")
    parser = argparse.ArgumentParser(prog=f"bin/bench {name}", description=bench.__doc__)
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    if hasattr(bench, "add_options"):
        bench.add_options(parser)
    options = parser.parse_args(words)
    report = bench.run(options)
    say(report.as_json() if options.json else report.as_text())
    return 0 if report.met else 1


if __name__ == "__main__":
    trouble.run(main)
