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
