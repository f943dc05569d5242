"""Scripts and styles for the browser, bundled by frontend/build.py when one of their sources has changed."""

from pathlib import Path

from amends.operate.places import BUILD, PYTHON, ROOT, digest
from amends.operate.setup import stamps
from amends.operate.setup.runs import ToolFailed, run_logged

FRONTEND = ROOT / "frontend"
BUILT = BUILD / "frontend"


def ensure() -> None:
    """Bundle what pages load into build/frontend; the first time this fetches npm's packages too."""
    fingerprint = digest(*[part for path in sources() for part in (str(path.relative_to(ROOT)), path)])
    stamp = BUILD / "frontend.stamp"
    if stamps.fresh(stamp, fingerprint) and BUILT.exists():
        return
    try:
        run_logged("Building scripts and styles", [PYTHON, FRONTEND / "build.py"])
    except ToolFailed as failed:
        raise failed.trouble() from failed
    stamps.write(stamp, fingerprint)


def sources() -> list[Path]:
    """Every file that a bundle is made of, and the lock file of the packages."""
    return stamps.files_below(FRONTEND, "*", "**/*", but=("node_modules", "__pycache__"))
