"""Importing orders and setting up shops, through the door."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from amends.journal.testing import recorded
from amends.kit import jobs
from amends.kit.testing import assert_same_budget, queries_of
from amends.orders.actions import imports
from amends.orders.models import Order, OrderImport, Shop
from amends.orders.tests.feeds import feed, import_now, order
from amends.orders.tests.make import make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.web.orders.tests.test_orders import signed_in

pytestmark = pytest.mark.django_db

GOOD = feed(order("A"), order("B"), order("BAD", DATE="soon"))


def upload(content: bytes = GOOD, name: str = "orders.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("role", [Role.AGENT, Role.LIMITED])
def test_those_who_answer_customers_may_not_import(role: Role) -> None:
    shop = make_shop("outdoor")
    done = import_now(GOOD, shop)
    client = signed_in(role)
    for name, args in (
        ("orders:imports", []),
        ("orders:import", [done.pk]),
        ("orders:import_problems", [done.pk]),
        ("orders:new_shop", []),
        ("orders:shop", ["outdoor"]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 403, name
    assert client.post(reverse("orders:imports"), {"shop": "outdoor", "file": upload()}).status_code == 403
    assert OrderImport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("R44")
@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_a_manager_uploads_a_feed_watches_it_and_reads_what_was_left_out(role: Role) -> None:
    make_shop("outdoor")
    client = signed_in(role, name="Petra Malá")
    answer = client.post(reverse("orders:imports"), {"shop": "outdoor", "file": upload()})
    begun = OrderImport.objects.get()
    page = reverse("orders:import", args=[begun.pk])
    assert answer.headers["Location"] == page
    waiting = client.get(page).content.decode()
    assert 'hx-trigger="every 1s"' in waiting
    assert "<progress" in waiting

    jobs.run_all()
    part = client.get(page, headers={"HX-Request": "true", "HX-Target": "state"}).content.decode()
    assert "<html" not in part
    assert "every 1s" not in part, "it is over"
    assert "DATE is not a date" in part
    assert "Petra Malá" in part
    assert sorted(Order.objects.values_list("code", flat=True)) == ["A", "B"]
    assert "orders.xml" in client.get(reverse("orders:imports")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_refused_file_says_why_on_its_page() -> None:
    make_shop("outdoor")
    client = signed_in(Role.MANAGER)
    client.post(reverse("orders:imports"), {"shop": "outdoor", "file": upload(GOOD[:300])})
    jobs.run_all()
    page = client.get(reverse("orders:import", args=[OrderImport.objects.get().pk])).content.decode()
    assert "The file ends in the middle of an order" in page
    assert "The last import failed" in client.get(reverse("orders:imports")).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"file": None}, "Choose a file."),
        ({"file": upload(b"")}, "The file is empty"),
        ({"file": upload(name="orders")}, "does not tell its format"),
        ({"shop": "nowhere"}, "not one of the available choices"),
    ],
)
def test_a_form_that_is_not_filled_in_well_answers_422(data: dict[str, object], sentence: str) -> None:
    make_shop("outdoor")
    given = {"shop": "outdoor", "file": upload()} | data
    posted = {name: value for name, value in given.items() if value is not None}
    answer = signed_in(Role.MANAGER).post(reverse("orders:imports"), posted)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not OrderImport.objects.exists()


def test_a_file_that_is_too_large_is_refused_beside_its_field(monkeypatch: pytest.MonkeyPatch) -> None:
    make_shop("outdoor")
    monkeypatch.setattr(imports, "LARGEST_UPLOAD", 10)
    answer = signed_in(Role.MANAGER).post(reverse("orders:imports"), {"shop": "outdoor", "file": upload()})
    assert answer.status_code == 422
    assert "larger than 1 GB" in answer.content.decode()


def test_problems_can_be_taken_away_as_a_table() -> None:
    done = import_now(feed(order("=1+1", DATE="soon"), order("B", DATE="")), make_shop())
    answer = signed_in(Role.MANAGER).get(reverse("orders:import_problems", args=[done.pk]))
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "\ufeffLine,Order,What is wrong"
    assert lines[1].startswith("3,'=1+1,"), "a spreadsheet must not run it"
    assert len(lines) == 3


def test_a_shop_is_added_changed_and_told() -> None:
    client = signed_in(Role.MANAGER)
    settings = {
        "name": "Rower & Góry",
        "code": "Rower",
        "language": "pl",
        "country": "pl",
        "currency": "pln",
        "time_zone": "Europe/Warsaw",
    }
    with recorded() as events:
        answer = client.post(reverse("orders:new_shop"), settings)
        assert answer.headers["Location"].endswith("?shop=rower")
        client.post(reverse("orders:shop", args=["rower"]), settings | {"name": "Rower"})
        client.post(reverse("orders:shop", args=["rower"]), settings | {"name": "Rower"})
    shop = Shop.objects.get()
    assert (shop.name, shop.code, shop.country, shop.currency) == ("Rower", "rower", "PL", "PLN")
    assert [event.kind for event in events] == ["shop.added", "shop.edited"]
    assert events[1].payload["fields"] == ["name"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": "taken"}, "There is a shop with this code already"),
        ({"code": "new"}, "be the code of a shop. Choose another."),
        ({"currency": "Kč"}, "three letters"),
        ({"country": "Česko"}, "two letters"),
        ({"url": "ftp://shop.example"}, "Enter a valid URL"),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL"),
    ],
)
def test_wrong_settings_of_a_shop_are_told_at_their_field(change: dict[str, str], sentence: str) -> None:
    make_shop("taken")
    settings = {"name": "X", "code": "x", "language": "cs", "currency": "CZK", "time_zone": "Europe/Prague"}
    answer = signed_in(Role.MANAGER).post(reverse("orders:new_shop"), settings | change)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_settings_page_leads_here_for_managers_only() -> None:
    assert reverse("orders:imports") in signed_in(Role.MANAGER).get(reverse("settings:index")).content.decode()
    assert Client().get(reverse("orders:imports")).status_code == 302


def test_pages_ask_the_same_number_of_queries_for_3_and_30() -> None:
    client, shop = signed_in(Role.MANAGER), make_shop()
    for _ in range(3):
        done = import_now(feed(*(order(str(n), DATE="x") for n in range(3))), shop)
    few = [
        queries_of(lambda: client.get(reverse("orders:imports"))),
        queries_of(lambda: client.get(reverse("orders:import", args=[done.pk]))),
    ]
    user = make_user()
    for _ in range(27):
        done = import_now(feed(*(order(str(n), DATE="x") for n in range(30))), make_shop())
        OrderImport.objects.filter(pk=done.pk).update(started_by=user)
    many = [
        queries_of(lambda: client.get(reverse("orders:imports"))),
        queries_of(lambda: client.get(reverse("orders:import", args=[done.pk]))),
    ]
    for at_few, at_many in zip(few, many, strict=True):
        assert_same_budget(at_few, at_many)
