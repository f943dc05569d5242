"""Translations: .po files to the .mo files that gettext reads, without the gettext tools."""

import os
from pathlib import Path

import polib

from amends.operate.places import ROOT


def is_ready() -> bool:
    return not _stale()


def ensure() -> int:
    """Compile every catalogue whose source is newer; the number of those compiled."""
    stale = _stale()
    for po in stale:
        compile_catalogue(po)
    return len(stale)


def compile_catalogue(po: Path) -> Path:
    """Write the .mo beside its .po, whole or not at all. Entries marked fuzzy are left out, as msgfmt does."""
    mo = po.with_suffix(".mo")
    unfinished = po.with_suffix(f".mo-{os.getpid()}")
    polib.pofile(str(po)).save_as_mofile(str(unfinished))
    os.replace(unfinished, mo)
    return mo


def _stale() -> list[Path]:
    return [po for po in sorted((ROOT / "amends").glob("**/LC_MESSAGES/*.po")) if _is_stale(po)]


def _is_stale(po: Path) -> bool:
    """Whether there is no catalogue, an empty one of a disk that lost power, or an older one."""
    mo = po.with_suffix(".mo")
    return not mo.exists() or not mo.stat().st_size or mo.stat().st_mtime < po.stat().st_mtime
