"""What may go wrong, in style and in words; and what a browser is told to refuse."""

import logging
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import DatabaseErrorWrapper
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path

from amends.kit.redaction import OneLine
from amends.kit.refusals import Refused
from amends.people.tests.make import make_user
from amends.web.toasts import toast
from config import environment

pytestmark = [pytest.mark.django_db, pytest.mark.urls("amends.web.tests.test_safety")]

SENTENCE = "Closed needs a decision first: choose Refunded or Rejected."


def refuse(request):
    raise Refused(SENTENCE)


def break_down(request):
    raise RuntimeError("secret detail")


def tell(request):
    toast(request, "Activity deleted", icon="trash", undo="/undo")
    return HttpResponse("<p>part</p>")


def take_long(request):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20")
        cursor.execute("SELECT pg_sleep(30)")


def ask_for_ever(request):
    """Each question is answered in time, and there are very many."""
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.01)")


def find_it_locked(request):
    """Another transaction holds what is asked for longer than one waits."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_lock(4711)")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = 20")
            cursor.execute("SELECT pg_advisory_lock(4711)")


def find_nobody(request):
    with DatabaseErrorWrapper(connection):
        psycopg.connect("host=127.0.0.1 port=1")


urlpatterns = [
    path("long", take_long),
    path("api/v1/long", take_long),
    path("endless", ask_for_ever),
    path("api/v1/endless", ask_for_ever),
    path("locked", find_it_locked),
    path("nobody", find_nobody),
    path("api/v1/nobody", find_nobody),
    path("refuse", refuse),
    path("break", break_down),
    path("tell", tell),
    path("", include("amends.web.urls")),
]
handler500 = "amends.web.shell.errors.server_error"


@pytest.fixture
def signed_in(client):
    client.force_login(make_user())
    return client


def test_nothing_inline_may_run_and_nothing_foreign_may_load(client):
    policy = client.get("/account/login/", follow=True)["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["font-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in policy


def test_every_answer_carries_the_other_safety_headers(client):
    answer = client.get("/nothing-here")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_missing_page_says_what_to_do_next(signed_in):
    answer = signed_in.get("/nothing-here")
    assert answer.status_code == 404
    assert b"Search" in answer.content


def test_a_breakdown_shows_a_number_that_is_in_the_log(signed_in, caplog):
    signed_in.raise_request_exception = False
    answer = signed_in.get("/break")
    assert answer.status_code == 500
    number = next(record.args[0] for record in caplog.records if record.msg.startswith("Incident"))
    assert number in answer.content.decode()
    assert b"secret detail" not in answer.content


@pytest.mark.parametrize(
    ("address", "says", "comes_back"),
    [
        ("/long", "This takes too long", False),
        ("/locked", "Somebody is just changing this", True),
        ("/nobody", "The database does not answer", True),
    ],
)
def test_a_database_that_does_not_answer_is_said_to_pass(signed_in, address: str, says: str, comes_back: bool):
    signed_in.raise_request_exception = False
    answer = signed_in.get(address)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert says in answer.text
    assert ('http-equiv="refresh"' in answer.text) is comes_back
    assert 'http-equiv="refresh"' not in signed_in.post(address).text


@pytest.mark.parametrize(
    ("address", "is_told_whole"),
    [("/nobody", False), ("/api/v1/nobody", False), ("/break", True), ("/long", True)],
)
def test_a_request_without_a_database_is_no_traceback_in_the_log(signed_in, address: str, is_told_whole: bool):
    """A restart of PostgreSQL would else write thousands of lines of them."""
    signed_in.raise_request_exception = False
    log, written = logging.getLogger("django.request"), StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(OneLine())
    log.addHandler(handler)
    try:
        assert signed_in.get(address).status_code >= 500
    finally:
        log.removeHandler(handler)
    assert address in written.getvalue()
    assert ("Traceback" in written.getvalue()) is is_told_whole


def test_a_program_is_told_so_in_a_problem_document(client):
    client.raise_request_exception = False
    answer = client.get("/api/v1/long")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "5"
    assert "Nothing was changed" in answer.json()["detail"]


def test_a_request_is_given_up_when_its_questions_take_too_long_together(signed_in, settings):
    settings.WEB_PATIENCE = 0.5
    signed_in.raise_request_exception = False
    answer = signed_in.get("/endless")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "This takes too long" in answer.text
    answer = signed_in.get("/api/v1/endless")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")


def test_the_web_server_alone_waits_no_longer_than_it_is_told(monkeypatch):
    monkeypatch.delenv("AMENDS_WEB_PATIENCE", raising=False)
    assert "timeout" not in environment.database_session()["options"]
    monkeypatch.setenv("AMENDS_WEB_PATIENCE", "2.5")
    with psycopg.connect(**connection.get_connection_params() | environment.database_session()) as limited:
        names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        shown = [limited.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]
        assert shown == [("2500ms",), ("1250ms",), ("1min",)]
    assert 'setdefault("AMENDS_WEB_PATIENCE", "10")' in Path(settings.ROOT, "config", "wsgi.py").read_text()


def test_the_breakdown_page_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "500" in render_to_string("500.html", {"incident": "A7F3-2210"})


def test_an_old_form_is_explained(client):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/preferences/theme", {"value": "dark"})
    assert answer.status_code == 403
    assert b"This form is too old" in answer.content


def test_a_refusal_is_a_page_with_its_sentence(signed_in):
    answer = signed_in.get("/refuse")
    assert answer.status_code == 409
    assert SENTENCE in answer.content.decode()


def test_a_refusal_of_a_part_is_a_toast(signed_in):
    answer = signed_in.get("/refuse", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#toasts"
    assert SENTENCE in answer.content.decode()
    assert b"<html" not in answer.content


def test_a_toast_rides_along_with_a_part_once(signed_in):
    answer = signed_in.get("/tell", headers={"HX-Request": "true"}).content.decode()
    assert answer.startswith("<p>part</p>")
    assert 'hx-swap-oob="beforeend"' in answer
    assert 'action="/undo"' in answer
    assert "Activity deleted" not in signed_in.get("/keyboard").content.decode()


def test_a_toast_waits_for_the_next_page_otherwise(signed_in):
    signed_in.get("/tell")
    assert "Activity deleted" in signed_in.get("/keyboard").content.decode()
