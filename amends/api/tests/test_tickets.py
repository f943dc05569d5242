import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from amends.api.tests.make import Api, make_api, problem_of
from amends.files.tests.make import make_upload
from amends.journal.testing import recorded
from amends.kit.testing import assert_same_budget, queries_of
from amends.orders.tests.make import make_item, make_order, make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.models import Ticket, TicketType
from amends.tickets.tests.make import give_queue, make_queue, make_tag, make_ticket

pytestmark = pytest.mark.django_db

CLAIM = {"type": "warranty_claim", "customer_name": "Jana Nováková", "email": "jana@example.cz"}


@pytest.mark.req("R41", "R73")
def test_a_ticket_is_made_in_the_initial_status_of_its_type():
    api = make_api()
    with recorded() as events:
        response = api.post("/tickets", CLAIM)
    assert response.status_code == 201
    made = response.json()
    assert made["status"] == "warranty_claim.new"
    assert made["source"] == "api"
    assert response["Location"] == f"/api/v1/tickets/{made['number']}"
    created = next(event for event in events if event.kind == "ticket.created")
    assert (created.actor_kind, created.actor_label) == ("token", "Test")
    assert api.get(f"/tickets/{made['number']}").json() | {"warnings": []} == made


@pytest.mark.req("R47", "R59", "R60")
def test_what_is_left_out_comes_from_the_order():
    order = make_order(make_shop("hrnky"), items=2, customer_name="Jan Dvořák", carrier="Zásilkovna")
    body = {
        "type": "warranty_claim",
        "order": {"shop": "hrnky", "code": order.code},
        "email": "other@example.cz",
        "items": [{"code": "P-2", "reason": "cracked"}, {"name": "Something else"}],
    }
    made = make_api().post("/tickets", body).json()
    assert made["customer_name"] == "Jan Dvořák"
    assert made["email"] == "other@example.cz"
    assert made["carrier"] == "Zásilkovna"
    assert made["order"] == {"shop": "hrnky", "code": order.code}
    assert [(item["name"], item["reason"]) for item in made["items"]] == [
        ("Product 2", "cracked"),
        ("Something else", ""),
    ]


@pytest.mark.req("Q25")
def test_what_to_look_at_is_told_with_the_new_ticket_and_nothing_is_refused():
    TicketType.objects.filter(code="warranty_claim").update(oldest_order_days=700)
    order = make_order(make_shop("hrnky"), items=1, placed_at="2020-03-02T10:00Z")
    body = CLAIM | {"order": {"shop": "hrnky", "code": order.code}, "items": [{"code": "P-1"}]}
    api = make_api()
    first = api.post("/tickets", body).json()
    assert [one["code"] for one in first["warnings"]] == ["order_too_old"]
    second = api.post("/tickets", body)
    assert second.status_code == 201
    assert [(one["code"], one["ticket"]) for one in second.json()["warnings"]] == [
        ("order_too_old", None),
        ("open_ticket", first["number"]),
        ("product_claimed", first["number"]),
        ("claimed_beyond_order", None),
    ]
    assert "within 700 days of the order" in second.json()["warnings"][0]["sentence"]


@pytest.mark.req("R62")
def test_more_than_was_ordered_is_refused():
    order = make_order(make_shop("hrnky"), items=1)
    body = CLAIM | {"order": {"shop": "hrnky", "code": order.code}, "items": [{"code": "P-1", "quantity": 2}]}
    response = make_api().post("/tickets", body)
    assert response.status_code == 422
    assert "only 1 was ordered" in problem_of(response)["detail"]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"type": "nothing"}, "#/type"),
        ({"agent": 999_999}, "#/agent"),
        ({"queue": "nowhere"}, "#/queue"),
        ({"tags": ["none"]}, "#/tags"),
        ({"files": ["00000000-0000-4000-8000-000000000000"]}, "#/files"),
        ({"customer_name": "", "email": ""}, "#/customer_name"),
        ({"due_at": "2026-11-18T10:00:00"}, "#/due_at"),
        ({"due_at": "0001-01-01T00:00:00Z"}, "#/due_at"),
        ({"email": "no address"}, "#/email"),
    ],
)
def test_what_cannot_be_used_is_pointed_at_and_nothing_is_made(wrong, pointer):
    response = make_api().post("/tickets", CLAIM | wrong)
    assert response.status_code == 422, response.content
    assert [flaw["pointer"] for flaw in problem_of(response)["errors"]] == [pointer]
    assert not Ticket.objects.exists()


def test_an_order_that_is_not_there_is_not_found():
    response = make_api().post("/tickets", CLAIM | {"order": {"shop": "none", "code": "1"}})
    assert response.status_code == 404


@pytest.mark.req("R68", "R69")
def test_an_uploaded_file_is_among_the_documents_of_the_ticket():
    api = make_api()
    uploaded = api.upload("/files", make_upload("hrnek.png"))
    assert uploaded.status_code == 201
    made = api.post("/tickets", CLAIM | {"files": [uploaded.json()["id"]]}).json()
    assert [file["name"] for file in made["files"]] == ["hrnek.png"]


def test_a_file_that_breaks_a_limit_is_refused_with_the_limit():
    response = make_api().upload("/files", make_upload("tool.exe", b"MZ"))
    assert response.status_code == 422
    assert "These can:" in problem_of(response)["detail"]


def test_a_file_that_somebody_else_uploaded_cannot_be_attached():
    theirs = make_api().upload("/files", make_upload()).json()["id"]
    assert make_api().post("/tickets", CLAIM | {"files": [theirs]}).status_code == 422


# --- Repeating ------------------------------------------------------------------------------------------------------


def test_a_request_repeated_under_its_key_makes_one_ticket():
    api = make_api()
    first = api.post("/tickets", CLAIM, Idempotency_Key="a1")
    second = api.post("/tickets", CLAIM, Idempotency_Key="a1")
    assert first.json()["number"] == second.json()["number"]
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert Ticket.objects.count() == 1


def test_a_key_that_came_with_another_request_is_refused():
    api = make_api()
    api.post("/tickets", CLAIM, Idempotency_Key="a1")
    response = api.post("/tickets", CLAIM | {"subject": "Other"}, Idempotency_Key="a1")
    assert response.status_code == 422
    assert problem_of(response)["code"] == "idempotency_key_reused"


def test_the_key_of_a_request_that_failed_can_be_used_again():
    api = make_api()
    assert api.post("/tickets", CLAIM | {"type": "x"}, Idempotency_Key="a1").status_code == 422
    assert api.post("/tickets", CLAIM, Idempotency_Key="a1").status_code == 201


def test_two_clients_may_use_the_same_key():
    numbers = {make_api().post("/tickets", CLAIM, Idempotency_Key="a1").json()["number"] for _client in range(2)}
    assert len(numbers) == 2


# --- Reading --------------------------------------------------------------------------------------------------------


def test_tickets_come_newest_first_page_by_page_and_each_once():
    made = [make_ticket().number for _number in range(7)]
    api, seen, after = make_api(), [], ""
    while True:
        page = api.get("/tickets", size=3, after=after).json()
        seen += [ticket["number"] for ticket in page["items"]]
        if not page["next"]:
            break
        after = page["next"]
    assert seen == made[::-1]


def test_a_cursor_that_was_tampered_with_is_refused():
    assert make_api().get("/tickets", after="nonsense").status_code == 422


TREE = {"version": 1, "all": [{"field": "status", "op": "is", "value": ["warranty_claim.waiting_return"]}]}


def test_tickets_are_filtered_by_a_tree_of_conditions_in_the_address_or_in_the_body():
    make_ticket()
    wanted = make_ticket(status="waiting_return").number
    api = make_api()
    for response in (api.get("/tickets", filter=json.dumps(TREE)), api.post("/tickets/search", {"filter": TREE})):
        assert [ticket["number"] for ticket in response.json()["items"]] == [wanted]


@pytest.mark.parametrize(
    "tree",
    [
        "{",
        "[]",
        '{"version": 1}',
        '{"version": 1, "all": [{"field": "colour", "op": "is", "value": "red"}]}',
        "[" * 9999,
    ],
)
def test_conditions_that_cannot_be_used_are_refused_with_the_place(tree):
    response = make_api().get("/tickets", filter=tree)
    assert response.status_code == 422
    assert problem_of(response)["errors"][0]["pointer"].startswith("#/filter")


def test_tickets_are_found_by_any_part_of_a_text_without_accents():
    wanted = make_ticket(customer_name="Žofie Křížová").number
    make_ticket()
    assert [ticket["number"] for ticket in make_api().get("/tickets", q="krizo").json()["items"]] == [wanted]


def test_a_list_takes_as_many_queries_for_thirty_rows_as_for_three():
    api = make_api()
    tag = make_tag("vip")
    for _number in range(3):
        make_ticket(tags=[tag])
    api.get("/tickets")  # notes the use of the token
    few = queries_of(lambda: api.get("/tickets"))
    for _number in range(27):
        make_ticket(tags=[tag])
    assert_same_budget(few, queries_of(lambda: api.get("/tickets")))


# --- Changing -------------------------------------------------------------------------------------------------------


@pytest.mark.req("R74")
def test_the_status_follows_the_workflow():
    number, api = make_ticket().number, make_api()
    response = api.put(f"/tickets/{number}/status", {"status": "warranty_claim.waiting_return"})
    assert response.status_code == 200
    assert response.json()["status"] == "warranty_claim.waiting_return"
    assert "warranty_claim.goods_received" in response.json()["next_statuses"]


@pytest.mark.req("R55")
def test_a_transition_that_the_workflow_forbids_is_a_conflict_with_the_reason():
    number = make_ticket().number
    response = make_api().put(f"/tickets/{number}/status", {"status": "warranty_claim.closed"})
    assert response.status_code == 409
    problem = problem_of(response)
    assert problem["code"] == "transition_refused"
    assert problem["detail"] == "Closed needs a decision first: approve or reject the claim."


def test_a_status_that_is_not_there_is_no_conflict():
    response = make_api().put(f"/tickets/{make_ticket().number}/status", {"status": "nothing"})
    assert response.status_code == 422


def test_a_change_by_somebody_who_saw_another_status_is_a_conflict():
    number = make_ticket(status="waiting_return").number
    body = {"status": "warranty_claim.goods_received", "seen": "warranty_claim.new"}
    answer = make_api().put(f"/tickets/{number}/status", body)
    assert answer.status_code == 409
    told = {"field": "status", "before": "warranty_claim.new", "theirs": "warranty_claim.waiting_return"}
    assert problem_of(answer)["conflict"] == told


def test_agent_priority_queue_deadline_and_tags_are_changed():
    number, api = make_ticket().number, make_api()
    agent, queue, tag = make_user(), make_queue("hard"), make_tag("vip")
    assert api.put(f"/tickets/{number}/agent", {"agent": agent.pk}).json()["agent"]["name"] == agent.name
    assert api.put(f"/tickets/{number}/agent", {"agent": None}).json()["agent"] is None
    assert api.put(f"/tickets/{number}/priority", {"priority": "urgent"}).json()["priority"] == "urgent"
    assert api.put(f"/tickets/{number}/queue", {"queue": queue.code}).json()["queue"] == "hard"
    due = api.put(f"/tickets/{number}/deadline", {"due_at": "2026-12-01T12:00:00+01:00"})
    assert due.json()["due_at"] == "2026-12-01T11:00:00Z"
    assert api.put(f"/tickets/{number}/tags/{tag.code}").json()["tags"] == ["vip"]
    assert api.delete(f"/tickets/{number}/tags/{tag.code}").json()["tags"] == []


def test_a_deed_repeated_changes_and_records_nothing():
    number, api = make_ticket().number, make_api()
    api.put(f"/tickets/{number}/priority", {"priority": "high"})
    with recorded() as events:
        assert api.put(f"/tickets/{number}/priority", {"priority": "high"}).status_code == 200
    assert events == []


def test_the_history_tells_who_did_what():
    number, api = make_ticket().number, make_api()
    api.put(f"/tickets/{number}/priority", {"priority": "high"})
    newest, *_rest = api.get(f"/tickets/{number}/history").json()["items"]
    assert (newest["kind"], newest["actor_kind"], newest["actor"]) == ("ticket.priority_changed", "token", "Test")
    assert newest["because"] is None
    first = api.get(f"/tickets/{number}/history", size=1).json()
    assert [event["id"] for event in first["items"]] == [newest["id"]]
    second = api.get(f"/tickets/{number}/history", size=1, after=first["next"]).json()
    assert second["items"][0]["kind"] == "ticket.created"


# --- Who may --------------------------------------------------------------------------------------------------------

CHANGES = [
    ("GET", "", None),
    ("GET", "/history", None),
    ("GET", "/activities", None),
    ("PUT", "/status", {"status": "warranty_claim.waiting_return"}),
    ("PUT", "/agent", {"agent": None}),
    ("PUT", "/priority", {"priority": "high"}),
    ("PUT", "/queue", {"queue": None}),
    ("PUT", "/deadline", {"due_at": None}),
    ("PUT", "/tags/vip", None),
    ("DELETE", "/tags/vip", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_a_ticket_of_another_queue_is_not_there_for_a_limited_agent(method, path, body):
    make_tag("vip")
    number = make_ticket().number
    api = make_api(Role.LIMITED)
    with recorded() as events:
        assert api.send(method, f"/tickets/{number}{path}", body).status_code == 404
    assert events == []


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
@pytest.mark.parametrize("role", list(Role))
def test_everybody_works_on_the_tickets_they_see(role, method, path, body):
    make_tag("vip")
    user, queue = make_user(role), make_queue("mine")
    give_queue(user, queue)
    number = make_ticket(queue=queue).number
    assert Api(user).send(method, f"/tickets/{number}{path}", body).status_code == 200


def test_a_limited_agent_lists_only_the_tickets_they_see():
    user, queue = make_user(Role.LIMITED), make_queue("mine")
    give_queue(user, queue)
    mine = make_ticket(queue=queue).number
    make_ticket()
    api = Api(user)
    assert [ticket["number"] for ticket in api.get("/tickets").json()["items"]] == [mine]
    assert [ticket["number"] for ticket in api.post("/tickets/search", {}).json()["items"]] == [mine]
    assert [queue["code"] for queue in api.get("/queues").json()] == ["mine"]


@pytest.mark.req("R47")
def test_an_order_placed_after_midnight_was_placed_on_that_day():
    order = make_order(placed_at=datetime(2026, 11, 1, 23, 30, tzinfo=UTC))
    body = {"type": "warranty_claim", "order": {"shop": order.shop.code, "code": order.code}}
    assert make_api().post("/tickets", body).json()["ordered_on"] == "2026-11-02"


@pytest.mark.req("R60")
def test_the_name_tells_which_of_several_products_with_one_code_is_meant():
    order = make_order()
    make_item(order, code="SHOE", name="Shoes", variant="blue", unit_price=Decimal(10), position=1)
    make_item(order, code="SHOE", name="Shoes", variant="red", unit_price=Decimal(12), position=2)
    body = {
        "type": "warranty_claim",
        "order": {"shop": order.shop.code, "code": order.code},
        "items": [{"code": "SHOE", "name": "Shoes, red"}, {"code": "SHOE"}],
    }
    items = make_api().post("/tickets", body).json()["items"]
    assert [(item["name"], Decimal(item["unit_price"])) for item in items] == [("Shoes, red", 12), ("Shoes, blue", 10)]


@pytest.mark.parametrize("has_queue", [True, False])
def test_a_limited_agent_sees_the_ticket_they_create(has_queue):
    TicketType.objects.filter(code="return").update(queue=make_queue("usual"))
    user = make_user(Role.LIMITED)
    if has_queue:
        give_queue(user, make_queue("mine"))
    api = Api(user)
    made = api.post("/tickets", {"type": "return", "customer_name": "Jana"})
    assert made.status_code == 201
    seen = api.client.get(made["Location"]).json()
    assert (seen["queue"], seen["agent"] and seen["agent"]["id"]) == (
        ("mine", None) if has_queue else ("usual", user.pk)
    )


@pytest.mark.parametrize("status", ["nope", "", None, 7, ["warranty_claim.new"]])
def test_a_patch_with_what_is_no_status_is_refused_with_a_problem_document(status):
    ticket = make_ticket()
    answer = make_api().patch(f"/tickets/{ticket.number}", {"status": status})
    assert answer.status_code == 422
    assert [flaw["pointer"] for flaw in problem_of(answer)["errors"]] == ["#/status"]
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.new"
