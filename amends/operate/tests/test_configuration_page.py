"""Whatever an installation can be told from outside stands on the administrators' page, and nothing else does."""

import re

from amends.operate.places import ROOT

NAME = re.compile(r"\bAMENDS_[A-Z0-9_]+\b")
PAGE = ROOT / "docs" / "administrators" / "configuration.md"
FOR_TESTS = {"AMENDS_TESTING", "AMENDS_SNAPSHOTS", "AMENDS_EVIDENCE_FILE"}


def test_every_variable_is_documented_and_every_documented_one_exists():
    sources = [*(ROOT / "config").glob("*.py"), *(ROOT / "amends").rglob("*.py")]
    read = {name for path in sources if "tests" not in path.parts for name in NAME.findall(path.read_text())}
    assert set(NAME.findall(PAGE.read_text())) == read - FOR_TESTS


def test_who_installs_behind_a_proxy_as_told_is_not_locked_out_by_strangers():
    """Wrong passwords count for name and address together: behind a proxy that is not trusted all addresses are one."""
    told = (ROOT / "docs" / "administrators" / "installing.md").read_text()
    units = [part for part in told.split("```") if "AMENDS_BASE_URL=https://" in part]
    assert units
    assert all("AMENDS_TRUSTED_PROXIES=1" in unit for unit in units)
