"""All files for the browser in one folder, with names that carry a fingerprint, compressed."""

from amends.operate.places import BUILD, PYTHON, ROOT, digest
from amends.operate.setup import stamps
from amends.operate.setup.frontend import BUILT
from amends.operate.setup.runs import ToolFailed, run_logged

STATIC = ROOT / "static"


def ensure() -> None:
    """Collect when a bundle, a file of an app or a package has changed since the last time."""
    own = stamps.files_below(ROOT / "amends", "**/static/**/*")
    parts = [part for path in [*own, *stamps.files_below(BUILT, "**/*")] for part in (str(path), path)]
    fingerprint = digest(ROOT / "requirements" / "base.txt", ROOT / "config" / "settings.py", *parts)
    stamp = BUILD / "static.stamp"
    if stamps.fresh(stamp, fingerprint) and STATIC.exists():
        return
    command = [PYTHON, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    # Nothing is signed and no database is asked here; the real key and address may not be there yet.
    environment = {"AMENDS_SECRET_KEY": "collecting", "DATABASE_URL": "", "AMENDS_DEBUG": "", "AMENDS_TESTING": ""}
    try:
        run_logged("Collecting files for the browser", [str(part) for part in command], environment)
    except ToolFailed as failed:
        raise failed.trouble() from failed
    stamps.write(stamp, fingerprint)
