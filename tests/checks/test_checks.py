"""Every check of bin/check passes. The house's rules are tests already (tests/house)."""

import pytest

from amends.operate.checks import Check, checks


@pytest.mark.parametrize("check", [check for check in checks() if check.name != "house"], ids=lambda check: check.name)
def test_the_check_passes(check: Check):
    done = check.run()
    assert done.returncode == 0, f"{check.reason}:\n{done.stdout}"
