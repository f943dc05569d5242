"""All files for the browser in one folder, with names that carry a fingerprint, compressed."""

from amends.operate.places import BUILD, PYTHON, ROOT, digest
from amends.operate.setup import stamps
from amends.operate.setup.frontend import BUILT
from amends.operate.setup.runs import ToolFailed, run_logged

STATIC = ROOT / "static"


STAMP = stamps.Stamp(BUILD / "static.stamp", STATIC)


def is_ready() -> bool:
    return STAMP.is_fresh(_fingerprint())


def ensure() -> None:
    """Collect when a bundle, a file of an app or a package has changed since the last time."""
    if is_ready():
        return
    fingerprint = _fingerprint()
    STAMP.remove()
    command = [PYTHON, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    # Nothing is signed and no database is asked here; the real key and address may not be there yet.
    environment = {"AMENDS_SECRET_KEY": "collecting", "DATABASE_URL": "", "AMENDS_DEBUG": "", "AMENDS_TESTING": ""}
    try:
        run_logged("Collecting files for the browser", [str(part) for part in command], environment)
    except ToolFailed as failed:
        raise failed.trouble() from failed
    STAMP.write(fingerprint)


def _fingerprint() -> str:
    own = stamps.files_below(ROOT / "amends", "**/static/**/*")
    parts = [part for path in [*own, *stamps.files_below(BUILT, "**/*")] for part in (str(path), path)]
    return digest(ROOT / "requirements" / "base.txt", ROOT / "config" / "settings.py", *parts)
