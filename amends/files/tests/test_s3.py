"""Files in an S3-compatible store: the same deeds against a server that speaks the protocol on loopback."""

from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from moto.server import ThreadedMotoServer

from amends.files.actions import remove_files
from amends.files.cleaning import remove_strays
from amends.files.tests.make import PNG, make_file
from amends.journal.actors import Actor
from amends.people.tests.make import make_user
from config import environment

pytestmark = pytest.mark.django_db

BUCKET = "amends-files"


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The address of a running S3 server with an empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "eu-central-1"}
    place = {"LocationConstraint": "eu-central-1"}
    boto3.client("s3", endpoint_url=address, **keys).create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)
    yield address
    server.stop()


@pytest.fixture(autouse=True)
def _in_the_store(store, settings, monkeypatch, tmp_path):
    """Configured as an administrator would: by the environment."""
    for name, value in {
        "BUCKET": BUCKET,
        "ENDPOINT": store,
        "ACCESS_KEY": "key",
        "SECRET_KEY": "secret",
        "REGION": "eu-central-1",
    }.items():
        monkeypatch.setenv(f"AMENDS_S3_{name}", value)
    settings.STORAGES = settings.STORAGES | {"default": environment.file_storage(tmp_path)}


def test_a_file_goes_into_the_bucket_and_comes_back_through_the_access_check(client):
    user = make_user()
    client.force_login(user)
    file = make_file("photo.png", PNG, by=Actor.person(user))
    assert default_storage.url(file.key).startswith("http")
    response = client.get(file.get_absolute_url())
    assert b"".join(response.streaming_content) == PNG
    assert response["Content-Type"] == "image/png"
    client.force_login(make_user())
    assert client.get(file.get_absolute_url()).status_code == 404


def test_a_big_file_comes_back_whole(client, settings):
    settings.FILES_MAX_BYTES = 40 * 1024 * 1024
    user = make_user()
    client.force_login(user)
    content = bytes(range(256)) * 4096 * 20  # 20 MB: uploaded in several parts
    file = make_file("film.mp4", content, by=Actor.person(user))
    assert b"".join(client.get(file.get_absolute_url()).streaming_content) == content


def test_a_file_whose_bytes_are_gone_from_the_bucket_is_not_found(client):
    user = make_user()
    client.force_login(user)
    file = make_file(by=Actor.person(user))
    default_storage.delete(file.key)
    assert client.get(file.get_absolute_url()).status_code == 404


def test_removed_files_and_strays_leave_the_bucket(django_capture_on_commit_callbacks):
    removed, kept = make_file(), make_file()
    with django_capture_on_commit_callbacks(execute=True):
        remove_files([removed])
    day = timezone.now().date()
    default_storage.save(f"{day:%Y-%m-%d}/stray", ContentFile(b"left over"))
    assert remove_strays(today=day + timedelta(days=2)) >= 1
    assert not default_storage.exists(f"{day:%Y-%m-%d}/stray")
    assert not default_storage.exists(removed.key)
    assert default_storage.exists(kept.key)
