"""Orders and imports in a real Chromium: pictures, axe-core, keyboard, progress that moves."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from amends.kit import jobs
from amends.orders.actions import imports
from amends.orders.models import Order
from amends.orders.tests.feeds import feed, import_now, item, order
from amends.orders.tests.make import make_order, make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def world() -> Order:
    """A shop with a few orders, one of them whole, an import with problems and one that failed."""
    shop = make_shop("kolo", name="Kolo & Hory")
    whole = [
        item("Světlo přední Lumen 900", CODE="LUM-900", VARIANT_NAME="černá"),
        item("Držák na řídítka 31,8 mm", CODE="DRZ-318", AMOUNT="2", UNIT_PRICE="<WITH_VAT>249</WITH_VAT>"),
        item("Zásilkovna", TYPE="shipping", CODE="", UNIT_PRICE="<WITH_VAT>79</WITH_VAT>"),
    ]
    good = feed(
        order("2611-119027", items=whole),
        order("2611-119028", DATE="zítra"),
        order("2611-119029", ORDER_ITEMS=item(AMOUNT="dva")),
    )
    import_now(good, shop)
    import_now(good[: len(good) // 2], shop)
    for number, name in enumerate(("Olena Dvornik", "Łukasz Wiśniewski", "Jana Dvořáková", "Petr Řehoř")):
        make_order(shop, code=f"2610-{number:06d}", customer_name=name, email=f"c{number}@example.cz", carrier="PPL")
    return Order.objects.get(code="2611-119027")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_every_page_of_orders_is_sound(visit, width: int, scheme: str) -> None:
    whole = world()
    page = visit(make_user(Role.MANAGER), width=width, scheme=scheme)
    failed = whole.shop.imports.latest("pk")
    addresses = {
        "list": reverse("orders:list"),
        "nothing": reverse("orders:list") + "?q=nobody",
        "order": reverse("orders:order", args=[whole.shop.code, whole.code]),
        "missing": reverse("orders:missing"),
        "imports": reverse("orders:imports"),
        "import": reverse("orders:import", args=[whole.shop.imports.earliest("pk").pk]),
        "failed": reverse("orders:import", args=[failed.pk]),
        "shop": reverse("orders:shop", args=[whole.shop.code]),
    }
    for name, address in addresses.items():
        page.goto(address)
        page.shot(f"orders-{name}-{width}-{scheme}", full_page=width < 768)
        assert page.axe() == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the screen"


@pytest.mark.req("R44")
def test_an_upload_is_watched_to_its_end_without_touching_anything(visit, tmp_path) -> None:
    make_shop("kolo", name="Kolo & Hory")
    (tmp_path / "orders.xml").write_bytes(feed(order("A"), order("B", DATE="soon")))
    page = visit(make_user(Role.MANAGER))
    page.goto(reverse("orders:imports"))
    page.get_by_label("File", exact=True).set_input_files(tmp_path / "orders.xml")
    page.get_by_role("button", name="Import").click()
    page.get_by_text("You may leave this page").wait_for()
    page.shot("orders-import-under-way")
    jobs.run_all()
    page.get_by_text("DATE is not a date").wait_for()
    assert page.locator("#state [role=status]").inner_text().strip().startswith("Finished")


def test_a_file_over_the_limit_is_refused_when_it_is_chosen_before_it_takes_its_time(visit, monkeypatch) -> None:
    monkeypatch.setattr(imports, "LARGEST_UPLOAD", 10)
    make_shop("kolo", name="Kolo & Hory")
    page = visit(make_user(Role.MANAGER))
    page.goto(reverse("orders:imports"))
    field = page.get_by_label("File", exact=True)
    field.set_input_files({"name": "orders.xml", "mimeType": "text/xml", "buffer": b"x" * 11})
    expect(page.locator("[data-files-refused]")).to_have_text(str(imports.TOO_LARGE))
    expect(field).to_have_value("")
    field.set_input_files({"name": "orders.feed", "mimeType": "text/xml", "buffer": b"x" * 10})
    expect(page.locator("[data-files-refused]")).to_have_count(0)
    expect(field).not_to_have_value("")


def test_the_list_is_worked_with_the_keyboard(visit) -> None:
    whole = world()
    page = visit(make_user())
    page.goto(reverse("orders:list"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/orders/{whole.shop.code}/*")
