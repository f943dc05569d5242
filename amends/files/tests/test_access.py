from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amends.files import access
from amends.files.tests.make import make_file
from amends.journal.actors import Actor
from amends.kit.refusals import NotThere
from amends.people.tests.make import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept_for() -> Iterator[dict]:
    """An app that keeps files for one person each: {file id: user}."""
    owners: dict = {}

    def keep(file_ids, user):
        return {file for file in file_ids if file in owners and (user is None or owners[file] == user)}

    access.keeper(keep)
    yield owners
    access._keepers.remove(keep)


def test_whoever_may_see_what_it_hangs_on_may_have_the_file(kept_for):
    file, user = make_file(), make_user()
    kept_for[file.pk] = user
    assert access.get_file_for(user, file.pk) == file


def test_anybody_else_is_told_nothing(kept_for):
    file = make_file()
    kept_for[file.pk] = make_user()
    with pytest.raises(NotThere):
        access.get_file_for(make_user(), file.pk)


def test_whoever_uploaded_it_has_it_until_it_is_attached_to_something_they_may_not_see(kept_for):
    user = make_user()
    file = make_file(by=Actor.person(user))
    assert access.get_file_for(user, file.pk) == file
    kept_for[file.pk] = make_user()
    with pytest.raises(NotThere):
        access.get_file_for(user, file.pk)


def test_many_files_are_asked_for_together(kept_for):
    user, other = make_user(), make_user()
    files = [make_file(by=Actor.person(user)) for _ in range(4)]
    kept_for[files[0].pk], kept_for[files[1].pk] = user, other
    ids = [file.pk for file in files]
    with CaptureQueriesContext(connection) as few:
        access.get_files_for(user, ids)
    with CaptureQueriesContext(connection) as many:
        found = access.get_files_for(user, [*ids, *ids, *(uuid4() for _ in range(30))])
    assert found == [files[0], files[2], files[3]]
    assert len(many) == len(few)
