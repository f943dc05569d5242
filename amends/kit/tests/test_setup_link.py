"""The link for the first administrator works while it is open, and only the newest one."""

from amends.kit import setup_link


def test_a_link_is_open_until_it_is_spent(tmp_path):
    token = setup_link.make(tmp_path)
    assert setup_link.check(token, tmp_path)
    assert not setup_link.check("guess", tmp_path)
    setup_link.spent(tmp_path)
    assert not setup_link.check(token, tmp_path)


def test_a_new_link_closes_the_former_one(tmp_path):
    former = setup_link.make(tmp_path)
    assert setup_link.check(setup_link.make(tmp_path), tmp_path)
    assert not setup_link.check(former, tmp_path)


def test_the_token_itself_is_not_kept(tmp_path):
    token = setup_link.make(tmp_path)
    kept = tmp_path / setup_link.NAME
    assert token not in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0
    assert not setup_link.check("", tmp_path)
