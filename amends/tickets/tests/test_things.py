"""Whatever is configured is made, changed, arranged and retired by the same verbs. Told with tags and queues."""

import pytest

from amends.configured.actions import (
    arrange_configured,
    change_configured,
    make_configured,
    plain_values,
    restore_configured,
    retire_configured,
)
from amends.configured.refusals import SettingRefused, StillUsed
from amends.configured.things import uses_of
from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.people.tests.make import make_user
from amends.tickets.models import Tag
from amends.tickets.tests.make import make_tag, make_ticket

pytestmark = pytest.mark.django_db

CLOCK = Actor.clock()


def test_a_thing_is_made_with_a_code_of_its_name_and_stands_last() -> None:
    first = make_configured(Tag, {"names": {"en": "Very urgent", "cs": "Spěchá moc"}}, by=CLOCK)
    second = make_configured(Tag, {"names": {"cs": " Štítek č. 2 "}, "colour": "#112233"}, by=CLOCK)
    assert (first.code, second.code, second.names) == ("very_urgent", "stitek_c_2", {"cs": "Štítek č. 2"})
    assert second.position == first.position + 1


def test_a_code_that_is_taken_gets_a_number() -> None:
    retire_configured(make_configured(Tag, {"names": {"en": "Wombat"}}, by=CLOCK), by=CLOCK)
    assert make_configured(Tag, {"names": {"en": "Wombat"}}, by=CLOCK).code == "wombat_2"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"names": {}}, "names"),
        ({"names": {"en": "  "}}, "names"),
        ({"names": {"xx": "Quokka"}}, "names"),
        ({"names": {"en": "a" * 81}}, "names"),
        ({"names": {"en": "two\nlines"}}, "names"),
        ({"names": "Quokka"}, "names"),
        ({"names": {"en": "Quokka"}, "colour": "red"}, "colour"),
        ({"names": {"en": "Quokka"}, "colour": "#123456\n"}, None),
        ({"names": {"en": "uRGÉNT"}}, "names"),
    ],
)
def test_what_a_thing_cannot_be_is_refused_at_its_field(values: dict, field: str | None) -> None:
    make_tag("urgent", names={"en": "Urgent"})
    if field is None:
        assert make_configured(Tag, values, by=CLOCK).colour == "#123456"  # what stands around a value goes
        return
    with pytest.raises(SettingRefused) as refused, recorded() as events:
        make_configured(Tag, values, by=CLOCK)
    assert refused.value.field == field
    assert not events


def test_a_change_tells_what_was_and_what_is() -> None:
    tag = make_tag("urgent", names={"en": "Urgent"}, colour="#111111")
    with recorded() as events:
        change_configured(tag, {"colour": "#222222", "names": {"en": "Urgent"}}, by=CLOCK)
        change_configured(tag, {"colour": "#222222"}, by=CLOCK)
    assert [event.payload["changes"] for event in events] == [{"colour": ["#111111", "#222222"]}]
    assert events[0].about == {"tag": tag.pk}


def test_of_two_editors_each_keeps_what_the_other_did_not_touch() -> None:
    tag = make_tag("urgent", names={"en": "Urgent"}, colour="#111111")
    seen = plain_values(tag)
    change_configured(tag, {**seen, "colour": "#222222"}, seen=seen, by=CLOCK)
    change_configured(tag, {**seen, "names": {"en": "Hurry"}}, seen=seen, by=CLOCK)
    tag.refresh_from_db()
    assert (tag.name, tag.colour) == ("Hurry", "#222222")
    with pytest.raises(SettingRefused) as refused:
        change_configured(tag, {**seen, "colour": "#333333"}, seen=seen, by=CLOCK)
    assert refused.value.field == "colour"


def test_what_is_retired_stays_on_tickets_and_can_come_back() -> None:
    tag, other = make_tag("urgent", names={"en": "Urgent"}), make_tag("calm", names={"en": "Calm"})
    ticket = make_ticket(tags=[tag])
    assert [(str(use.label), use.count) for use in uses_of(tag)] == [("Tickets", 1)]
    with recorded() as events:
        retire_configured(tag, replacement=other, by=CLOCK)
        retire_configured(tag, replacement=other, by=CLOCK)
    assert [(event.kind, event.payload["replacement"]) for event in events] == [("configured.retired", "calm")]
    assert list(ticket.tags.all()) == [tag]
    assert list(Tag.objects.in_use()) == [other]
    assert not restore_configured(tag, by=CLOCK).is_retired


def test_a_thing_cannot_take_its_own_place_nor_a_retired_one() -> None:
    tag, gone = make_tag("urgent", names={"en": "Urgent"}), make_tag("calm", names={"en": "Calm"})
    retire_configured(gone, by=CLOCK)
    for replacement in (tag, gone):
        with pytest.raises(StillUsed):
            retire_configured(tag, replacement=replacement, by=CLOCK)


def test_a_namesake_made_meanwhile_keeps_a_retired_thing_out() -> None:
    tag = make_tag("urgent", names={"en": "Urgent"})
    retire_configured(tag, by=CLOCK)
    make_configured(Tag, {"names": {"en": "Urgent"}}, by=CLOCK)
    with pytest.raises(SettingRefused):
        restore_configured(tag, by=CLOCK)


def test_things_are_arranged_and_those_not_named_follow() -> None:
    for code in ("ape", "bee", "cat"):
        make_configured(Tag, {"names": {"en": code}}, by=CLOCK)
    with recorded() as events:
        arrange_configured(Tag, ["cat", "nobody", "ape"], by=Actor.person(make_user()))
        arrange_configured(Tag, ["cat", "ape", "bee"], by=CLOCK)
    assert list(Tag.objects.values_list("code", flat=True)) == ["cat", "ape", "bee"]
    assert [event.payload["codes"] for event in events] == [["cat", "ape", "bee"]]
