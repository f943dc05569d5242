"""The pages of automations in a real Chromium."""

import pytest
from playwright.sync_api import expect

from amends.automations.tests.make import BY, CHECK_DELIVERY, add_tag, make_rule, on, status_becomes, tree
from amends.journal.testing import settle
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets import actions
from amends.tickets.tests.make import make_tag, make_ticket, status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rules():
    """Rules of every look: sound, off, broken, timed, with runs, with an error."""
    technician = make_user(name="Tomáš Horák")
    make_tag("vip", names={"en": "VIP"})
    watch = make_rule(name="Parcel watch", steps=[CHECK_DELIVERY, {"step": "change_status", "status": "return.new"}])
    make_rule(
        name="Goods in",
        on=status_becomes("goods_received"),
        when=tree(("carrier", "is", ["DPD"])),
        steps=[CHECK_DELIVERY | {"name": "Assess the claim", "assignee": "user", "user": technician.pk}],
    )
    make_rule(name="Gone tag", on=on("ticket.created"), steps=[add_tag("gone")])
    make_rule(name="Eskalacja po 36 h", on=None, when=tree(("carrier", "is", ["DPD"])), steps=[add_tag("vip")])
    make_rule(name="Call very important customers", on=on("ticket.tag_added", ("tag", "is", ["vip"])), is_on=False)
    for _number in range(3):
        actions.change_status(make_ticket(), to=status("waiting_return"), by=BY)
    settle()
    return watch


@pytest.mark.req("R152")
def test_a_click_switches_a_rule_off_and_another_on(visit, rules):
    page = visit(make_user(Role.MANAGER, name="Petra Malá"))
    page.goto("/automations")
    switch = page.get_by_role("switch", name="Parcel watch on")
    expect(switch).to_be_checked()
    switch.click()
    expect(page.locator(".toast, [role=status]").filter(has_text="Parcel watch is off").first).to_be_visible()
    expect(page.get_by_role("row", name="Parcel watch")).to_contain_text("off")
    rules.refresh_from_db()
    assert not rules.is_on
    page.get_by_role("switch", name="Parcel watch on").click()
    expect(page.locator(".toast, [role=status]").filter(has_text="Parcel watch is on").first).to_be_visible()


@pytest.mark.req("R147")
def test_typing_a_part_of_a_name_leaves_the_rules_that_have_it(visit, rules):
    page = visit(make_user())
    page.goto("/automations")
    page.get_by_label("Search by name").fill("goods")
    expect(page.locator("table.am-rules tbody tr")).to_have_count(1)
    assert "q=goods" in page.url


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_the_pages_are_accessible_at_every_width_and_in_both_schemes(visit, rules, width, scheme):
    page = visit(make_user(Role.MANAGER, name="Petra Malá"), width=width, scheme=scheme)
    for path, name in (("/automations", "automations"), (f"/automations/{rules.pk}", "automation")):
        page.goto(path)
        page.shot(f"{name}-{width}-{scheme}", full_page=True)
        assert page.axe() == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
