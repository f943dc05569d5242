from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from amends.files import access, cleaning
from amends.files.actions import remove_files
from amends.files.models import File
from amends.files.tests.make import make_file

pytestmark = pytest.mark.django_db


def test_an_upload_that_nobody_attached_goes_after_a_day(django_capture_on_commit_callbacks, monkeypatch):
    forgotten, attached, fresh = make_file(), make_file(), make_file()
    monkeypatch.setattr(access, "_keepers", [lambda file_ids, user: {attached.pk} & set(file_ids)])
    File.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - cleaning.GRACE - timedelta(minutes=1))

    with django_capture_on_commit_callbacks(execute=True):
        assert cleaning.remove_orphans() == 1

    assert set(File.objects.all()) == {attached, fresh}
    assert not default_storage.exists(forgotten.key)
    assert default_storage.exists(attached.key)


@pytest.fixture
def asked(monkeypatch) -> list[int]:
    """How many files each question to the apps was about; they keep all whose name begins with "kept"."""
    numbers: list[int] = []

    def keep(file_ids, user):
        numbers.append(len(file_ids))
        return set(File.objects.filter(pk__in=file_ids, name__startswith="kept").values_list("pk", flat=True))

    monkeypatch.setattr(access, "_keepers", [keep])
    return numbers


def old_files(number: int, name: str) -> None:
    for _file in range(number):
        make_file(name=name)
    File.objects.update(created_at=timezone.now() - cleaning.GRACE - timedelta(minutes=1))


def test_a_file_that_is_kept_is_not_looked_at_every_night(asked, monkeypatch):
    monkeypatch.setattr(cleaning, "_CHUNK", 2)
    old_files(5, "kept.txt")
    assert cleaning.remove_orphans() == 0
    assert sum(asked) == 5
    assert cleaning.remove_orphans() == 0
    assert sum(asked) == 5
    File.objects.update(name="let go.txt")
    assert cleaning.remove_orphans() == 0
    assert cleaning.remove_orphans(now=timezone.now() + cleaning.LOOKED_AT_AGAIN + timedelta(minutes=1)) == 5
    assert not File.objects.exists()


def test_a_night_looks_at_so_many_files_and_the_next_one_goes_on(asked, monkeypatch):
    monkeypatch.setattr(cleaning, "_CHUNK", 2)
    old_files(5, "kept.txt")
    old_files(2, "forgotten.txt")
    assert [cleaning.remove_orphans(most=4) for _night in range(3)] == [0, 2, 0]
    assert asked == [2, 2, 2, 1]
    assert File.objects.count() == 5


def test_what_no_night_has_looked_at_comes_before_what_one_has(asked, monkeypatch):
    old_files(2, "kept.txt")
    cleaning.remove_orphans()
    later = timezone.now() + cleaning.LOOKED_AT_AGAIN + timedelta(days=1)
    old_files(1, "forgotten.txt")
    monkeypatch.setattr(cleaning, "_CHUNK", 1)
    assert cleaning.remove_orphans(now=later, most=1) == 1


def test_bytes_whose_transaction_failed_go_when_their_day_is_over():
    kept = make_file()
    day = timezone.now().date()
    default_storage.save(f"{day:%Y-%m-%d}/nobody", ContentFile(b"left over"))

    assert cleaning.remove_strays(today=day) == 0  # a transaction may still be open
    assert cleaning.remove_strays(today=day + timedelta(days=2)) == 1
    assert default_storage.exists(kept.key)


def test_bytes_that_a_removal_left_long_ago_go_in_their_turn():
    """Their storage did not answer, or the process was killed, once the rows were gone."""
    kept, today = make_file(), timezone.now().date()
    long_ago = today - timedelta(days=200)
    default_storage.save(f"{long_ago:%Y-%m-%d}/nobody", ContentFile(b"left over"))
    default_storage.save("somebody-elses/thing", ContentFile(b"not ours"))
    nights = [today + timedelta(days=night) for night in range(cleaning.LOOKED_AT_AGAIN.days)]
    assert sum(map(cleaning.remove_strays, nights)) == 1
    assert default_storage.exists(kept.key)
    assert default_storage.exists("somebody-elses/thing")


def test_a_storage_that_refuses_one_removal_gets_the_others(django_capture_on_commit_callbacks, monkeypatch):
    first, second = make_file(), make_file()
    real = FileSystemStorage.delete

    def delete(storage, name):
        if name == first.key:
            raise OSError("no answer")
        real(storage, name)

    monkeypatch.setattr(FileSystemStorage, "delete", delete)
    with django_capture_on_commit_callbacks(execute=True):
        remove_files([first, second])
    assert default_storage.exists(first.key)
    assert not default_storage.exists(second.key)


def test_there_is_nothing_to_clean_on_an_installation_without_files():
    assert cleaning.remove_orphans() == cleaning.remove_strays() == 0
