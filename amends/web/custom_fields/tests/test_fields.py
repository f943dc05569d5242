"""Settings of custom fields and what can be chosen in them, as an administrator works them."""

from typing import Any

import pytest
from django.test import Client

from amends.configured.actions import retire_configured
from amends.journal.testing import recorded
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.models import CustomField, FieldOption
from amends.tickets.tests.make import make_actor, make_field, make_ticket, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(make_user(Role.ADMINISTRATOR))
    return client


def filled(client: Client, address: str, name: str = "form", **values: str) -> dict[str, Any]:
    """What a form at this address would send, with `values` typed over."""
    form = client.get(address).context[name]
    return {field: form[field].value() or "" for field in form.fields} | values


@pytest.mark.req("R53", "R67")
def test_a_field_is_made_with_its_options_and_renamed(admin: Client) -> None:
    values = {"names_en": "How it happened", "type": "choice", "scope": "ticket", "options": "In use\n\nAfter a fall\n"}
    with recorded() as events:
        made = admin.post("/settings/fields/new", values)
    assert made["Location"] == "/settings/fields/how_it_happened"
    assert [event.kind for event in events] == ["configured.made"] * 3
    field = CustomField.objects.get()
    assert [one.code for one in field.options.all()] == ["how_it_happened.in_use", "how_it_happened.after_a_fall"]
    address = "/settings/fields/how_it_happened"
    sent = filled(admin, address, names_cs="Jak k tomu došlo", helps_cs="Stačí větou")
    assert admin.post(address, sent).status_code == 302
    field.refresh_from_db()
    assert (field.names["cs"], field.helps["cs"], field.type) == ("Jak k tomu došlo", "Stačí větou", "choice")
    page = admin.get(address).content.decode()
    assert "stay as they were made" in page
    assert "Help text: – to Stačí větou (cs)" in page


def test_type_and_scope_stay_whatever_is_sent(admin: Client) -> None:
    make_field("serial", "text")
    address = "/settings/fields/serial"
    admin.post(address, filled(admin, address, names_en="Serial number", type="date", scope="product"))
    field = CustomField.objects.get()
    assert (field.name, field.type, field.scope) == ("Serial number", "text", "ticket")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"names_en": ""}, "Give it a name in at least one language."),
        ({"names_en": "Serial"}, "There is one called “Serial” already."),
        ({"type": ""}, "This field is required."),
        ({"type": "file", "scope": "product"}, "A product can’t have a field of the type File."),
        ({"is_searched": "on", "scope": "product"}, "Only fields of tickets can be kept ready to search."),
        ({"type": "choice", "options": "x" * 81}, "at most 80 characters"),
        ({"type": "choice", "options": "\n".join(map(str, range(201)))}, "At most 200 at once."),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_field_and_kept(admin: Client, values: dict, sentence: str) -> None:
    make_field("serial", "text")
    sent = {"names_en": "Mine", "type": "text", "scope": "ticket"} | values
    answer = admin.post("/settings/fields/new", sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert all(answer.context["form"][name].value() in (value, True) for name, value in sent.items())
    assert CustomField.objects.count() == 1


def test_of_two_editors_the_second_is_told_at_the_field(admin: Client) -> None:
    make_field("serial", "text")
    address = "/settings/fields/serial"
    mine, theirs = filled(admin, address, helps_en="Below"), filled(admin, address, helps_en="Behind", names_cs="Číslo")
    assert admin.post(address, theirs).status_code == 302
    answer = admin.post(address, mine)
    assert answer.status_code == 422
    assert "Somebody else has changed this" in answer.content.decode()
    assert CustomField.objects.get().helps == {"en": "Behind"}


def options_at(client: Client, address: str, **values: str) -> dict[str, Any]:
    return filled(client, address, "options", **{name.replace("__", "-"): value for name, value in values.items()})


@pytest.mark.req("R66")
def test_options_are_renamed_added_arranged_retired_and_used_again(admin: Client) -> None:
    make_field("reason", "choice", options=("broken", "late", "other"))
    address = "/settings/fields/reason"

    def send(do: str = "", **values: str) -> None:
        answer = admin.post(f"{address}/options", options_at(admin, address, **values) | {"do": do})
        assert answer["Location"] == f"{address}#options"

    send(broken__names_cs="Rozbité", new__name_en="Lost", pasted="Wrong size\nWrong colour")
    names = {one.word: one.names for one in FieldOption.objects.all()}
    assert names["broken"] == {"en": "Broken", "cs": "Rozbité"}
    assert [*names] == ["broken", "late", "other", "lost", "wrong_size", "wrong_colour"]
    send("up:other")
    send("retire:late")
    assert [one.name for one in admin.get(address).context["options"].rows][:2] == ["Broken", "Other"]
    assert FieldOption.objects.get(code="reason.late").is_retired
    send("restore:late")
    send("down:nothing")
    assert not FieldOption.objects.get(code="reason.late").is_retired


def test_an_option_with_a_name_that_is_taken_is_refused_at_its_field_and_nothing_is_saved(admin: Client) -> None:
    make_field("reason", "choice", options=("broken", "late"))
    address = "/settings/fields/reason"
    sent = options_at(admin, address, broken__names_en="Damaged", new__name_en="Late")
    answer = admin.post(f"{address}/options", sent)
    assert answer.status_code == 422
    assert "There is one called “Late” already." in answer.content.decode()
    form = answer.context["options"]
    assert (form["broken-names_en"].value(), form["new-name_en"].value()) == ("Damaged", "Late")
    assert FieldOption.objects.get(code="reason.broken").name == "Broken"


def test_an_option_that_somebody_else_has_renamed_meanwhile_is_not_renamed_back(admin: Client) -> None:
    make_field("reason", "choice", options=("broken",))
    address = "/settings/fields/reason"
    mine = options_at(admin, address, new__name_en="Late")
    theirs = options_at(admin, address, broken__names_en="Damaged")
    admin.post(f"{address}/options", theirs)
    assert admin.post(f"{address}/options", mine).status_code == 302
    assert sorted(one.name for one in FieldOption.objects.all()) == ["Damaged", "Late"]


def test_what_uses_a_field_is_told_before_it_is_retired_and_it_comes_back(admin: Client) -> None:
    field = make_field("serial", "text")
    place(field)
    make_ticket(custom={"serial": "WTU-1"})
    address = "/settings/fields/serial"
    context = admin.get(address).context
    assert [(str(one.label), one.count) for one in context["uses"]] == [("Forms", "1"), ("Tickets", "1")]
    listed = admin.get(context["uses"][1].address)
    assert "Customer" in listed.content.decode()
    assert [(one.type, one.address) for one in context["asking"]] == [
        ("Warranty Claim", "/settings/forms/warranty_claim/staff")
    ]
    admin.post(f"{address}/retirement", {"replacement": ""})
    assert CustomField.objects.get().is_retired
    assert "no form asks for it" in admin.get(address).content.decode()
    admin.post(f"{address}/restoration")
    assert not CustomField.objects.get().is_retired


def test_fields_are_moved_and_retired_ones_stand_apart(admin: Client) -> None:
    for code in ("one", "two", "three"):
        make_field(code, "text")
    retire_configured(CustomField.objects.get(code="two"), by=make_actor())
    admin.post("/settings/fields/order", {"up": "three"})
    context = admin.get("/settings/fields").context
    assert [one.field.code for one in context["fields"]] == ["three", "one"]
    assert [one.field.code for one in context["retired_fields"]] == ["two"]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_only_administrators_come_in(role: Role) -> None:
    make_field("reason", "choice", options=("broken",))
    client = Client()
    client.force_login(make_user(role))
    for address in ("fields", "fields/new", "fields/reason", "forms", "forms/return/staff"):
        assert client.get(f"/settings/{address}").status_code == 403
    for address in ("fields/new", "fields/reason/options", "fields/reason/retirement", "forms/return/staff"):
        assert client.post(f"/settings/{address}", {"do": "save"}).status_code == 403


def test_the_page_asks_the_database_alike_for_few_and_many(admin: Client, django_assert_max_num_queries: Any) -> None:
    make_field("reason", "choice", options=("broken",))
    admin.get("/settings/fields/reason")
    with django_assert_max_num_queries(40) as few:
        admin.get("/settings/fields/reason")
        asked = len(few)
    for number in range(20):
        place(make_field(f"own_{number}", "choice", options=("a", "b")))
        admin.post("/settings/fields/reason/options", {"new-name_en": f"Option {number}"})
    admin.get("/settings/fields/reason")
    with django_assert_max_num_queries(asked):
        admin.get("/settings/fields/reason")
