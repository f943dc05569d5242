from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from amends.files import access, cleaning
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


def test_bytes_whose_transaction_failed_go_when_their_day_is_over():
    kept = make_file()
    day = timezone.now().date()
    default_storage.save(f"{day:%Y-%m-%d}/nobody", ContentFile(b"left over"))

    assert cleaning.remove_strays(today=day) == 0  # a transaction may still be open
    assert cleaning.remove_strays(today=day + timedelta(days=2)) == 1
    assert default_storage.exists(kept.key)


def test_there_is_nothing_to_clean_on_an_installation_without_files():
    assert cleaning.remove_orphans() == cleaning.remove_strays() == 0
