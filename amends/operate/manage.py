"""Running Django's commands in a process of their own: the supervisor stays small and free of the application."""

import os
import signal
import subprocess

from amends.operate.children import dies_with_parent
from amends.operate.places import PYTHON, ROOT
from amends.operate.trouble import Trouble


def command_line(*arguments: str) -> list[str]:
    return [str(PYTHON), str(ROOT / "manage.py"), *arguments]


def manage(*arguments: str) -> None:
    """Run one command to its end, output and all; a failure becomes a Trouble after what it said itself.

    In a session of its own: Ctrl+C reaches us alone, and it is told to stop then and waited for.
    """
    process = subprocess.Popen(
        command_line(*arguments), cwd=ROOT, start_new_session=True, preexec_fn=dies_with_parent(signal.SIGTERM)
    )
    try:
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if code:
        raise Trouble(
            f"`manage.py {' '.join(arguments)}` left with code {code}; its own words stand above.",
            "Mend what it names and run the command again; nothing has to be cleaned up by hand.",
        )


def environment(**values: str) -> None:
    """Set what the settings of all child processes are to read; what the person has set themselves wins."""
    for name, value in values.items():
        os.environ.setdefault(name, value)
