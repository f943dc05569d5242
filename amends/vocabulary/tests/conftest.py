from collections.abc import Iterator

import pytest
from django.db import connection

from amends.vocabulary.tests.models import MODELS


@pytest.fixture
def things(db: None) -> Iterator[None]:
    """The tables of the small world, made in the test's transaction and gone with it."""
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    yield
    connection.check_constraints()
