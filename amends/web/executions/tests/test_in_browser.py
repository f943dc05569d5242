"""Bulk changes as people see them, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import expect

from amends.executions import chunking
from amends.executions.actions import executions as doing
from amends.executions.models import Execution
from amends.executions.running import run_chunk
from amends.kit import jobs
from amends.people.tests.make import make_user
from amends.tickets.models import Priority, Ticket
from amends.tickets.tests.make import make_ticket, returns

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark"), (1440, "dark"), (390, "light")])
def test_all_that_fit_are_changed_watched_and_undone(
    visit: Any, monkeypatch: pytest.MonkeyPatch, width: int, scheme: str
) -> None:
    monkeypatch.setattr(chunking, "SIZE", 20)
    monkeypatch.setattr(doing, "AT_ONCE", 40)
    for number in range(52):
        make_ticket(type=returns() if number % 13 == 0 else None, subject="Broken zip")
    page = visit(make_user(), width=width, scheme=scheme)
    page.goto("/tickets")
    page.locator("[data-picks]").first.check()
    bar = page.locator("[data-bulk]")
    expect(bar).to_contain_text("1 selected")
    bar.get_by_label("All 52 that fit").check()
    expect(bar).to_contain_text("52 selected")
    page.shot(f"bulk-bar-{width}-{scheme}")
    bar.get_by_text("Status").first.click()
    page.get_by_role("button", name="Assessing").first.click()
    expect(page.get_by_role("heading", name="Change the status of 52 tickets to Assessing")).to_be_visible()
    run_chunk(Execution.objects.get().pk)
    expect(page.locator("#state")).to_contain_text("20 of 52")
    page.shot(f"bulk-running-{width}-{scheme}")
    jobs.run_all()
    expect(page.locator("#state")).to_contain_text("52 of 52")
    page.get_by_role("link", name="Left as they are").click()
    expect(page.locator("#state")).to_contain_text(
        "“Assessing” of Warranty Claim was chosen; this ticket’s type is Return."
    )
    page.shot(f"bulk-result-{width}-{scheme}")
    page.get_by_role("button", name="Undo").first.click()
    jobs.run_all()
    expect(page.locator("#state")).to_contain_text("48 of 48")
    assert not Ticket.objects.filter(status__code="warranty_claim.assessing").exists()
    page.goto("/bulk-changes")
    expect(page.get_by_role("link", name="Undo: change the status of 48 tickets to Assessing")).to_be_visible()
    page.shot(f"bulk-list-{width}-{scheme}")


def test_unticking_a_row_takes_back_the_choice_of_all(visit: Any) -> None:
    for _number in range(52):
        make_ticket(priority=Priority.LOW)
    page = visit(make_user())
    page.goto("/tickets")
    page.locator("[data-picks]").first.check()
    every = page.get_by_label("All 52 that fit")
    every.check()
    page.locator("[data-picks]").nth(3).uncheck()
    expect(every).not_to_be_checked()
    expect(page.locator("[data-bulk]")).to_contain_text("49 selected")
