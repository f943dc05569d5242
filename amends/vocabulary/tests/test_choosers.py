from amends.vocabulary.choosers import chooser
from amends.vocabulary.tests import models  # noqa: F401 - defines the choosers
from amends.vocabulary.tests.worlds import Somebody


def test_a_chooser_of_people_offers_me_first_to_somebody() -> None:
    people = chooser("test_owner")
    assert [option.value for option in people.offered("", Somebody())] == ["me", "1", "2"]
    assert [option.value for option in people.offered("", None)] == ["1", "2"]
    assert [option.value for option in people.offered("zz", Somebody())] == ["1", "2"]


def test_me_has_a_name_and_is_never_missing() -> None:
    people = chooser("test_owner")
    assert {value: str(label) for value, label in people.named(["me", "2", "8"]).items()} == {
        "me": "Me",
        "2": "Person 2",
    }
    assert people.missing(["me", "2", "8"]) == {"8"}


def test_things_are_not_people() -> None:
    assert chooser("test_colour").missing(["me", "red"]) == {"me"}
