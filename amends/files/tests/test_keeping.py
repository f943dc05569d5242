import hashlib
import tracemalloc

import pytest
from django.core.files.base import File as DjangoFile
from django.core.files.storage import default_storage

from amends.files.actions import FileRefused, store_file
from amends.files.models import File
from amends.files.tests.make import PNG, make_file, make_upload
from amends.journal.actors import Actor
from amends.people.tests.make import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.req("R4", "R68")
def test_a_stored_file_comes_back_byte_for_byte():
    user = make_user()
    file = make_file("rozbitý hrnek.png", by=Actor.person(user))
    with default_storage.open(file.key) as kept:
        assert kept.read() == PNG
    assert (file.name, file.size, file.media_type) == ("rozbitý hrnek.png", len(PNG), "image/png")
    assert file.sha256 == hashlib.sha256(PNG).hexdigest()
    assert file.uploaded_by == user


def test_a_file_that_is_too_big_is_refused_with_the_limit(settings):
    settings.FILES_MAX_BYTES = 1024 * 1024
    with pytest.raises(
        FileRefused, match=r"big\.pdf is too large: it has 1\.\d\s?MB, and 1\.0\sMB is the most"
    ) as refusal:
        make_file("big.pdf", b"x" * 1_200_000)
    assert refusal.value.field == "files"
    assert not File.objects.exists()


def test_a_file_of_another_type_is_refused_with_the_types_that_are_taken(settings):
    settings.FILES_ENDINGS = frozenset({"jpg", "pdf"})
    with pytest.raises(FileRefused, match=r"Files like tool\.exe can’t be uploaded\. These can: jpg, pdf\."):
        make_file("tool.exe", b"MZ")


def test_an_empty_file_is_refused():
    with pytest.raises(FileRefused, match="empty"):
        make_file("photo.png", b"")


def test_two_files_of_one_name_do_not_touch_each_other():
    first, second = make_file("a.txt", b"one"), make_file("a.txt", b"two")
    with default_storage.open(first.key) as one, default_storage.open(second.key) as two:
        assert (one.read(), two.read()) == (b"one", b"two")


def test_a_big_file_is_never_in_memory_whole(tmp_path, settings):
    settings.FILES_MAX_BYTES = 60 * 1024 * 1024
    big = tmp_path / "film.mp4"
    big.write_bytes(b"\0" * (40 * 1024 * 1024))
    with big.open("rb") as content:
        tracemalloc.start()
        store_file(DjangoFile(content, name="film.mp4"), by=Actor.system("test"))
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_the_name_of_an_upload_leads_nowhere():
    file = store_file(make_upload("x.png"), by=Actor.system("test"))
    assert ".." not in file.key
    assert file.key.startswith(f"{file.created_at:%Y-%m-%d}/")
