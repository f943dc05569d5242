"""Sentences that are made for one reader and read by another."""

from django.utils.translation import gettext_lazy, override

from amends.kit.translated import in_every_language, pick, say

FULL = gettext_lazy("%(name)s no longer works here. Choose somebody else.")


class Named:
    """A thing whose name is in the reader's language."""

    def __str__(self) -> str:
        return pick({"en": "New", "cs": "Nový"})


def test_words_are_put_in_when_it_is_read() -> None:
    sentence = say(FULL, name="Petra")
    with override("cs"):
        czech = str(sentence)
    assert str(sentence) == "Petra no longer works here. Choose somebody else."
    assert czech.startswith("Petra ")
    assert czech != str(sentence)


def test_names_of_things_speak_the_readers_language_too() -> None:
    said = in_every_language(say(FULL, name=Named()))
    assert said["cs"].startswith("Nový ")
    assert said["en"].startswith("New ")


def test_nothing_is_said_in_no_language() -> None:
    assert in_every_language("") == {}
