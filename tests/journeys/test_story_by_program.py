"""The same story through /api/v1, and with the worker killed in the middle of it."""

import json
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from amends.operate import processes
from tests.chaos.installation import Installation, eventually, run

pytestmark = [pytest.mark.chaos]

CSV = (
    "order_code,placed_at,currency,total,customer_name,email,item_name,item_code,item_quantity,item_unit_price\n"
    "26-API-1,2026-11-03 09:00:00,CZK,1590.00,Řehoř Úlehla,rehor@example.com,Vařič Bivak,VRC-B,1,1590.00\n"
)

BOUNDARY = "between-the-parts"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def upload(name: str, text: str) -> bytes:
    """The body of a form with one file (RFC 7578)."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return f"{head}{text}\r\n--{BOUNDARY}--\r\n".encode()


WAITING = "select count(*) from procrastinate_jobs where status in ('todo', 'doing') and queue_name = 'now'"

Call = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="session")
def token(town: Installation) -> str:
    made = run(
        "amends",
        "tokens",
        "create",
        "admin@amends.example",
        "journey",
        "--scope",
        "manage",
        "--data",
        str(town.data.path),
    )
    assert not made.returncode, made.stderr
    return made.stdout.strip().splitlines()[-1]


@pytest.fixture
def call(town: Installation, token: str) -> Call:
    """`call("GET", "/tickets")` answers the status and what was said, parsed."""

    def call(method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{town.address}/api/v1{path}", raw, method=method)
        request.add_header("Authorization", f"Bearer {token}")
        request.add_header("Content-Type", "application/json")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, _parsed(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _parsed(error.read())

    return call


def _parsed(raw: bytes) -> Any:
    return json.loads(raw) if raw else None


def new_claim(call: Call, **fields: Any) -> str:
    status, ticket = call("POST", "/tickets", {"type": "warranty_claim", "customer_name": "Řehoř Úlehla", **fields})
    assert status == 201, ticket
    return ticket["number"]


CHECKS = ("Ověřit doručení zásilky", "Check shipment delivery")
"""What the demo's rule asks for, in the language of the ticket; one whose order nobody knows is English."""


def checks_of(call: Call, number: str) -> list[dict[str, Any]]:
    _status, found = call("GET", f"/tickets/{number}/activities")
    return [one for one in found if one["name"] in CHECKS]


def test_the_main_story_through_the_api(call: Call):
    status, begun = call(
        "POST", "/shops/kolo-hory/imports?format=csv", upload("orders.csv", CSV), Content_Type=MULTIPART
    )
    assert status == 202, begun
    eventually(lambda: call("GET", f"/imports/{begun['id']}")[1]["is_over"], "the import is over")
    assert call("GET", f"/imports/{begun['id']}")[1]["created"] == 1
    assert [order["code"] for order in call("GET", "/orders?q=rehor")[1]["items"]] == ["26-API-1"]

    number = new_claim(call, order={"shop": "kolo-hory", "code": "26-API-1"})
    status, problem = call("PUT", f"/tickets/{number}/status", {"status": "warranty_claim.closed"})
    assert status == 409
    assert "decision first" in problem["detail"]

    status, _ticket = call("PUT", f"/tickets/{number}/status", {"status": "warranty_claim.waiting_return"})
    assert status == 200
    eventually(lambda: checks_of(call, number), "the rule has made its activity")
    (check,) = checks_of(call, number)
    assert call("PUT", f"/activities/{check['id']}/completion")[0] == 200

    _status, history = call("GET", f"/tickets/{number}/history?size=100")
    (made,) = [
        line for line in history["items"] if line["kind"] == "activity.created" and CHECKS[0] in line["sentence"]
    ]
    assert (made["actor_kind"], made["actor"]) == ("rule", "Hlídání zásilek")
    assert "Waiting for return" in made["because"]["sentence"]


def kill_the_worker(town: Installation) -> None:
    """As soon as there is one: after the last kill the supervisor takes a moment to start another."""
    eventually(lambda: processes.alive(town.pid("worker")), "a worker runs")
    os.kill(town.pid("worker"), signal.SIGKILL)


@pytest.mark.req("R20", "R30")
def test_a_worker_killed_in_between_makes_the_activity_exactly_once(call: Call, town: Installation):
    numbers = [new_claim(call) for _ in range(6)]
    for index, number in enumerate(numbers):
        call("PUT", f"/tickets/{number}/status", {"status": "warranty_claim.waiting_return"})
        if index % 2:
            kill_the_worker(town)
    eventually(lambda: all(checks_of(call, number) for number in numbers), "every rule has acted")
    eventually(lambda: town.sql(WAITING) == "0", "nothing is left to do")
    assert [len(checks_of(call, number)) for number in numbers] == [1] * len(numbers)
