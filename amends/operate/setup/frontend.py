"""Scripts and styles for the browser, bundled by frontend/build.py when one of their sources has changed."""

from pathlib import Path

from amends.operate.places import BUILD, PYTHON, ROOT, digest
from amends.operate.setup import stamps
from amends.operate.setup.runs import ToolFailed, run_logged

FRONTEND = ROOT / "frontend"
BUILT = BUILD / "frontend"


STAMP = stamps.Stamp(BUILD / "frontend.stamp", BUILT)


def is_ready() -> bool:
    return STAMP.is_fresh(_fingerprint())


def ensure() -> None:
    """Bundle what pages load into build/frontend; the first time this fetches npm's packages too."""
    if is_ready():
        return
    fingerprint = _fingerprint()
    STAMP.remove()
    try:
        run_logged("Building scripts and styles", [PYTHON, FRONTEND / "build.py"])
    except ToolFailed as failed:
        raise failed.trouble() from failed
    STAMP.write(fingerprint)


def _fingerprint() -> str:
    return digest(*[part for path in sources() for part in (str(path.relative_to(ROOT)), path)])


def sources() -> list[Path]:
    """Every file that a bundle is made of, and the lock file of the packages."""
    return stamps.files_below(FRONTEND, "*", "**/*", but=("node_modules", "__pycache__"))
