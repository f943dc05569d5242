"""Tests at the doors start with no failed attempts on record."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_attempts_on_record(request: pytest.FixtureRequest):
    """Sign-in throttling counts in the cache, which browser tests, that commit, would hand on to the next test."""
    if "django_db" in request.keywords:
        request.getfixturevalue("transactional_db" if "live_server" in request.fixturenames else "db")
        cache.clear()
