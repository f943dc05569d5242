"""Search: what Python folds, the database folds; every part of a text is found."""

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from amends.kit.search import (
    SHORTEST,
    fold,
    fold_each,
    frequencies,
    is_frequent,
    rarest_trigrams,
    sort_key,
    squeeze,
    trigrams,
    ways_to_find,
)

LETTERS = "aábcčdďeéěfghiíjkľłmnńňoóöpqrřsšśtťuúůüvwxyýzžźżßæœþøđŁŽŠČ 0123456789-@.\u0301\u00a0İıς"
TEXTS = st.text(st.one_of(st.sampled_from(LETTERS), st.characters(exclude_categories=["Cs"], exclude_characters="\0")))


def _sql(function: str, text: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [text])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Příliš ŽLUŤOUČKÝ kůň", "prilis zlutoucky kun"),
        ("Zażółć gęślą jaźń", "zazolc gesla jazn"),
        ("Straße, Æsop, Œuvre", "strasse, aesop, oeuvre"),
        ("e\u0301 = é", "e = e"),
        ("Nguyễn Ελλάδα Щука", "nguyen ελλαδα щука"),
        ("non\u00a0breaking\ttab", "non breaking tab"),
    ],
)
@pytest.mark.req("R45")
def test_accents_case_and_kinds_of_space_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert "".join(fold_each(text)) == folded


@pytest.mark.django_db
@pytest.mark.req("R45")
@given(TEXTS)
@example("ß")
@example("İ")
@example("\\ % _ '")
def test_the_database_folds_as_python_does(text: str) -> None:
    assert _sql("amends_fold", text) == fold(text)
    assert _sql("amends_squeeze", fold(text)) == squeeze(fold(text))


@given(TEXTS, st.integers(0, 40), st.integers(1, 40))
def test_folding_a_part_gives_a_part_of_the_folded(text: str, start: int, length: int) -> None:
    assert fold(text[start : start + length]) in fold(text)


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.django_db
@given(TEXTS, st.integers(0, 40), st.integers(3, 12))
def test_the_trigrams_of_a_part_are_among_those_of_the_text(text: str, start: int, length: int) -> None:
    part = fold(text[start : start + length])
    trigrams = _sql("amends_trigrams", fold(text))
    assert isinstance(trigrams, list)
    assert set(_sql("amends_trigrams", part)) <= set(trigrams)  # type: ignore[call-overload]
    assert _sql("amends_trigrams", part) or len(part) < SHORTEST


@pytest.mark.django_db
@given(TEXTS)
def test_python_cuts_texts_into_the_same_trigrams_as_the_database(text: str) -> None:
    assert trigrams(fold(text)) == _sql("amends_trigrams", fold(text))


def test_the_index_is_asked_about_the_rarest_trigrams_and_of_frequent_ones_about_one() -> None:
    a, b, c, d, e = trigrams("abcdefg")
    with frequencies.taken_for({a: 0.4, b: 0.002, c: 0.3, d: 0.001}):
        assert rarest_trigrams("abcdefg") == [e, d, b]
    with frequencies.taken_for({a: 0.4, b: 0.05, c: 0.3, d: 0.02, e: 0.03}):
        assert rarest_trigrams("abcdefg") == [d]


def test_two_frequent_words_are_expected_together_in_few_rows() -> None:
    with frequencies.taken_for(dict.fromkeys(trigrams("stove") + trigrams("349"), 0.05)):
        assert is_frequent("stove")
        assert not is_frequent("stove 349")
        assert len(rarest_trigrams("stove 349")) == 3
    with frequencies.taken_for(dict.fromkeys(trigrams("a b c"), 0.05)):
        assert is_frequent("a b c")


def test_texts_that_a_row_must_have_all_of_are_looked_for_by_the_rarest_of_all() -> None:
    jana, novak = trigrams("jana"), trigrams("novak")
    with frequencies.taken_for(dict.fromkeys(jana, 0.05) | dict.fromkeys(novak, 0.02)):
        assert rarest_trigrams("jana", "novak") == novak
        assert set(rarest_trigrams("jana", "novak")).isdisjoint(trigrams("a novak")[:2])


@pytest.mark.req("R46")
def test_fewer_than_three_characters_look_for_nothing() -> None:
    assert ways_to_find("") == ways_to_find("ab") == ways_to_find(" a ") == ways_to_find("e\u0301\u0301\u0301") == []
    assert ways_to_find("abc") == [("abc",)]


@pytest.mark.req("R45", "Q31")
def test_words_are_looked_for_apart_and_numbers_as_one_with_and_without_spaces() -> None:
    assert ways_to_find("Nováková  Jana") == [("novakova", "jana")]
    assert ways_to_find("777 123-456") == [("777 123-456",), ("777123456",)]
    assert ways_to_find("novak 777 123") == [("novak", "777 123"), ("novak", "777123"), ("novak777123",)]
    assert ways_to_find("CZ-2026 0417") == [("cz-2026", "0417"), ("cz20260417",)]
    assert ways_to_find("novak 12 345 678") == [("novak", "12 345 678"), ("novak", "12345678"), ("novak12345678",)]


@pytest.mark.req("R46")
def test_words_of_one_or_two_letters_stand_by_the_word_before_them() -> None:
    assert ways_to_find("a b") == [("a b",)]
    assert ways_to_find("zip 0") == [("zip 0",), ("zip0",)]
    assert ways_to_find("novak ml jana") == [("novak ml", "jana")]
    assert ways_to_find("u lva hotel") == [("u lva", "hotel")]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("cs", "cena cihla čáp ček dům hrad chata chléb ibis řeka"),
        ("pl", "cena ćma las lód łan zebra źrebak żaba"),
        ("en", "alpha Beta gamma"),
    ],
)
def test_words_sort_as_readers_of_the_language_expect(language: str, words: str) -> None:
    expected = words.split()
    backwards = expected[::-1]
    assert sorted(backwards, key=lambda word: sort_key(word, language)) == expected
