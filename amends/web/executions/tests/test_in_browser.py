"""Bulk changes as people see them, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import expect

from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
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
    question = page.get_by_role("dialog", name="Change the status of 52 tickets to Assessing?")
    expect(question).to_contain_text("Rules that wait for this will run.")
    page.shot(f"bulk-question-{width}-{scheme}")
    assert page.axe() == []
    question.get_by_role("button", name="Cancel").click()
    expect(bar.get_by_text("Status").first).to_be_focused()
    assert not Execution.objects.exists()
    bar.get_by_text("Status").first.click()
    page.get_by_role("button", name="Assessing").first.click()
    question.get_by_role("button", name="Do it").click()
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


def test_the_focus_is_on_the_list_after_a_bulk_change_and_what_was_refused_stays_ticked(visit: Any) -> None:
    for _number in range(3):
        make_ticket(type=returns())
    page = visit(make_user())
    page.goto("/tickets")
    for number in (0, 1):
        page.locator("tbody [data-picks]").nth(number).check()
    page.keyboard.press("Enter")  # must not press the first button of the bar
    expect(page.locator("[data-bulk]")).to_contain_text("2 selected")

    def press(menu: str, item: str) -> None:
        page.locator("[data-bulk]").get_by_text(menu).first.click()
        page.locator("[data-bulk]").get_by_role("button", name=item, exact=True).first.click()

    press("Status", "our turn Assessing")
    expect(page.locator("#toasts")).to_contain_text("2 tickets were left as they are")
    expect(page.locator("[data-bulk]")).to_contain_text("2 selected")
    expect(page.locator("tbody [data-row]").first).to_be_focused()
    press("Priority", "High")
    expect(page.locator("#toasts")).to_contain_text("2 tickets changed")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    expect(page.locator("tbody [data-row]").first).to_be_focused()


def test_all_activities_that_fit_are_deleted_only_after_a_question(visit: Any) -> None:
    ticket = make_ticket()
    for _number in range(52):
        make_activity(ticket=ticket)
    page = visit(make_user(name="Petra Malá"))
    page.goto("/activities?preset=all")
    page.locator("li.act [data-picks]").first.check()
    page.get_by_label("All 52 that fit").check()
    bar = page.locator("[data-bulk]")
    for menu, control in {"Postpone": "#bulk-day", "Reassign": "#bulk-assignee"}.items():
        bar.get_by_text(menu).first.click()
        page.locator(control).fill("2026-12-24") if menu == "Postpone" else page.locator(control).select_option(index=1)
        bar.locator(".bulk-more").get_by_role("button", name=menu).click()
        said = {
            "Postpone": "Postpone 52 activities to 24 December 2026?",
            "Reassign": "Give 52 activities to Petra Malá?",
        }
        page.get_by_role("dialog", name=said[menu]).get_by_role("button", name="Cancel").click()
    bar.get_by_role("button", name="Delete").click()
    question = page.get_by_role("dialog", name="Delete 52 activities?")
    assert Activity.objects.kept().count() == 52
    question.get_by_role("button", name="Delete").click()
    expect(page.locator("#toasts")).to_contain_text("52 activities deleted")
    assert Activity.objects.kept().count() == 0


def test_the_way_to_what_was_left_fits_its_button_beside_a_long_sentence(visit: Any) -> None:
    for _number in range(3):
        make_ticket(type=returns())
    page = visit(make_user())
    page.goto("/tickets")
    page.locator("[data-picks-all]").check()
    page.locator("[data-bulk]").get_by_text("Status").first.click()
    page.get_by_role("button", name="Assessing").first.click()
    show = page.locator("#toasts").get_by_role("link", name="Show")
    expect(show).to_be_visible()
    assert show.evaluate("link => link.scrollWidth <= link.clientWidth")
