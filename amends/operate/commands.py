"""`bin/amends` and `bin/seed`: our management commands, with a database at hand, by names with hyphens.

python -m amends.operate.commands [--data DIR] [COMMAND ...]
"""

import os
import subprocess
import sys

from amends.operate import databases, migrations, trouble
from amends.operate.manage import command_line
from amends.operate.places import ROOT, data_folder
from amends.operate.terminal import say
from amends.operate.trouble import Trouble

INTERNAL = {"worker", "seed"}
"""Commands that have a door of their own (bin/start, bin/seed)."""


def main() -> int:
    words = sys.argv[1:]
    folder = _take_data(words)
    if not words or words[0] in {"-h", "--help", "help"}:
        return _help()
    name = words[0].replace("-", "_")
    if name not in names() and name not in INTERNAL:
        raise Trouble(f"There is no command {words[0]!r}.", "bin/amends --help lists them.")
    if {"-h", "--help"} & set(words):
        return subprocess.call(command_line(name, *words[1:]))
    data = data_folder(folder)
    if not databases.external() and not data.postgres.exists():
        raise Trouble(f"There is no installation in {data.path}.", "Run bin/start once, or name it with --data FOLDER.")
    os.environ["AMENDS_DATA"] = str(data.path)
    with databases.at_hand(data) as url:
        migrations.ensure(url)
        return subprocess.call(command_line(name, *words[1:]))


def names() -> dict[str, str]:
    """Every command that an app of ours brings, with the first sentence of its file."""
    found = {}
    for path in sorted(ROOT.glob("amends/**/management/commands/[a-z]*.py")):
        if path.stem not in INTERNAL:
            found[path.stem] = _first_sentence(path.read_text())
    return found


def _first_sentence(source: str) -> str:
    """What the module says of itself in its first line, without its own name in front."""
    if not source.startswith('"""'):
        return ""
    line = source[3:].splitlines()[0].removesuffix('"""')
    return line.rpartition("`: ")[2] if line.startswith("`") else line


def _take_data(words: list[str]) -> str | None:
    """Take `--data DIR` out of the words, wherever it stands."""
    for index, word in enumerate(words):
        if word.startswith("--data="):
            del words[index]
            return word.partition("=")[2]
        if word == "--data" and index + 1 < len(words):
            folder = words[index + 1]
            del words[index : index + 2]
            return folder
    return None


def _help() -> int:
    say("usage: bin/amends COMMAND [--help] [--data DIR] ...\n")
    for name, sentence in names().items():
        say(f"  {name.replace('_', '-'):16} {sentence}")
    return 0


if __name__ == "__main__":
    trouble.run(main)
