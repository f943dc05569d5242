import pytest
from django.core.files.storage import default_storage

from amends.files.tests.make import PNG, make_file
from amends.journal.actors import Actor
from amends.people.tests.make import make_user
from amends.web.files.tests.corpus import CORPUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    person = make_user()
    client.force_login(person)
    return person


def content_of(response) -> bytes:
    return b"".join(response.streaming_content)


def test_whoever_may_have_a_file_gets_its_bytes_and_its_name(client, user):
    file = make_file("účtenka – říjen.pdf", b"%PDF-1.7 ...", by=Actor.person(user))
    response = client.get(file.get_absolute_url())
    assert content_of(response) == b"%PDF-1.7 ..."
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == "12"
    disposition = response["Content-Disposition"]  # RFC 6266: the name in UTF-8, percent-encoded
    assert disposition.startswith("attachment; ")
    assert "filename*=utf-8''%C3%BA%C4%8Dtenka" in disposition


def test_a_picture_is_shown_in_place_and_downloaded_on_request(client, user):
    url = make_file("photo.png", PNG, by=Actor.person(user)).get_absolute_url()
    assert client.get(url)["Content-Disposition"].startswith("inline")
    assert client.get(url, {"download": ""})["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(("name", "content"), CORPUS)
def test_nothing_leaves_without_its_guards(client, user, name, content):
    response = client.get(make_file(name, content, by=Actor.person(user)).get_absolute_url())
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    runs = ("html", "svg", "xml", "javascript")
    assert not any(word in response["Content-Type"] for word in runs)
    if not response["Content-Type"].startswith("image/"):
        assert response["Content-Disposition"].startswith("attachment")


def test_a_stranger_is_sent_to_sign_in(client):
    response = client.get(make_file().get_absolute_url())
    assert response.status_code == 302


def test_somebody_elses_upload_is_not_there(client, user):
    file = make_file(by=Actor.person(make_user()))
    assert client.get(file.get_absolute_url()).status_code == 404


def test_a_file_that_did_not_change_is_not_sent_again_but_the_right_is_asked_again(client, user):
    file = make_file(by=Actor.person(user))
    url = file.get_absolute_url()
    etag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    client.force_login(make_user())
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 404


def test_a_row_whose_bytes_are_lost_is_not_found(client, user):
    file = make_file(by=Actor.person(user))
    default_storage.delete(file.key)
    assert client.get(file.get_absolute_url()).status_code == 404
