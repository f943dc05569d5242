"""An installation whose address is https sends everybody there, whatever proxies stand in front."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

VISITS = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
ways = [
    ("/tickets?x=1", {"HTTP_HOST": "claims.example.com"}),
    ("/static/x.css", {"HTTP_HOST": "evil.example"}),
    ("/api/v1/me", {"HTTP_HOST": "claims.example.com"}),
    ("/keyboard", {"HTTP_HOST": "claims.example.com", "HTTP_X_FORWARDED_PROTO": "https"}),
]
answers = [Client().get(path, **headers) for path, headers in ways]
print(json.dumps({
    "answers": [(a.status_code, a.get("Location"), a.get("Strict-Transport-Security")) for a in answers],
    "cookies": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE],
}))
"""


def visits(**environment: str) -> dict[str, list]:
    """What visitors of an installation with these settings get."""
    told = {"AMENDS_HOSTS": "claims.example.com", "DJANGO_SETTINGS_MODULE": "config.settings"} | environment
    done = subprocess.run(
        [sys.executable, "-c", VISITS],
        cwd=Path(settings.ROOT),
        env=os.environ | told,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_who_comes_by_http_is_sent_to_the_address_of_the_installation():
    told = visits(AMENDS_BASE_URL="https://claims.example.com")
    sign_in, picture, api, safe = told["answers"]
    assert sign_in == [301, "https://claims.example.com/tickets?x=1", None]
    assert picture[:2] == [301, "https://claims.example.com/static/x.css"], "never to the host that the visitor named"
    assert api[:2] == [301, "https://claims.example.com/api/v1/me"]
    assert safe == [302, "/account/login/?next=/keyboard", "max-age=31536000"]
    assert told["cookies"] == [True, True]


def test_a_proxy_that_cannot_say_how_somebody_came_is_no_endless_round():
    told = visits(AMENDS_BASE_URL="https://claims.example.com", AMENDS_HTTPS_REDIRECT="0")
    assert told["answers"][2][0] == 401
    assert told["cookies"] == [True, True]


def test_without_https_nobody_is_sent_anywhere():
    told = visits(AMENDS_BASE_URL="http://claims.example.com")
    assert [answer[0] for answer in told["answers"]][2:] == [401, 302]
    assert told["cookies"] == [False, False]
