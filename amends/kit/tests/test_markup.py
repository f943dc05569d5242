"""Markup of rows: the same as Django's format_html for whatever values."""

from django.utils.functional import SimpleLazyObject, lazystr
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from amends.kit.markup import joined, markup


class Drawn:
    def __html__(self) -> str:
        return "<b>drawn</b>"


TEXTS = st.text()
VALUES = st.one_of(
    TEXTS,
    TEXTS.map(mark_safe),
    TEXTS.map(lazystr),
    TEXTS.map(lambda text: lazystr(mark_safe(text))),
    st.integers(),
    st.none(),
    st.just(Drawn()),
    st.just(gettext_lazy("Name & <more>")),
    TEXTS.map(lambda text: SimpleLazyObject(lambda: text)),
)


@given(VALUES, VALUES)
def test_values_are_escaped_as_format_html_does(one: object, other: object) -> None:
    form = '<p class="{}">{}</p>'
    written = markup(form, one, other)
    assert written == format_html(form, one, other)
    assert isinstance(written, SafeString)


def test_pieces_are_joined_and_what_is_no_markup_is_escaped() -> None:
    assert joined([mark_safe("<b>a</b>"), "<i>", Drawn()]) == "<b>a</b>&lt;i&gt;<b>drawn</b>"
