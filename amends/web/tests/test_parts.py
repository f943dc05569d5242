"""The tags pages are made of: what they write, and that nothing foreign gets through them."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

EVIL = '"><script>alert(1)</script>'


def drawn(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "context"),
    [
        ("{% status label=evil turn='ours' colour=evil %}", {}),
        ("{% tag label=evil colour=evil %}", {}),
        ("{% who person %}", {"person": SimpleNamespace(name=EVIL)}),
        ("{% icon 'x' label=evil %}", {}),
        ("{% menu label=evil named=evil %}{{ evil }}{% endmenu %}", {}),
        ("{% dialog 'd' evil %}{{ evil }}{% enddialog %}", {}),
        ("{{ 5|money:evil }}", {}),
    ],
)
def test_no_part_lets_markup_through(source, context):
    assert "<script>" not in drawn(source, evil=EVIL, **context)


def test_a_status_shows_turn_by_shape_and_says_it():
    customer = drawn("{% status label='Waiting' turn='customer' %}")
    assert 'class="st theirs"' in customer
    assert "customer’s turn" in customer
    assert "stroke-dasharray" in drawn("{% status label='At the carrier' turn='third' %}")


def test_names_come_in_the_readers_language():
    thing = SimpleNamespace(names={"en": "New", "cs": "Nový"})
    with translation.override("cs"):
        assert drawn("{{ thing|name_of }}", thing=thing) == "Nový"


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        (Decimal("24990.00"), "CZK", "en", "24 990 Kč"),
        (Decimal("1249.5"), "PLN", "pl", "1 249,50 zł"),
        (Decimal("-3.10"), "EUR", "cs", "-3,10 €"),
        (Decimal("12"), "CHF", "en", "12 CHF"),
        (None, "CZK", "en", ""),
    ],
)
def test_money_is_grouped_with_its_sign_behind(amount, currency, language, text):
    with translation.override(language):
        assert drawn("{{ amount|money:currency }}", amount=amount, currency=currency) == text.replace(" ", "\u00a0")


def test_a_distance_ticks_and_keeps_the_absolute_time():
    moment = timezone.now() - timedelta(hours=19)
    text = drawn("{% ago moment %}", moment=moment)
    assert "data-ago" in text
    assert ">19 h<" in text
    assert f'datetime="{moment.isoformat()}"' in text


class Form(forms.Form):
    name = forms.CharField(help_text="As on the parcel.")
    note = forms.CharField(required=False)


def test_a_field_in_error_is_tied_to_help_and_error():
    form = Form({})
    form.is_valid()
    text = drawn("{% field form.name %}", form=form)
    assert 'aria-describedby="id_name_help id_name_error"' in text
    assert 'aria-invalid="true"' in text
    assert 'id="id_name_error"' in text


def test_a_field_that_need_not_be_filled_says_so():
    assert "optional" in drawn("{% field form.note %}", form=Form())
    assert "optional" not in drawn("{% field form.name %}", form=Form())


def test_the_summary_links_to_each_field():
    form = Form({})
    form.is_valid()
    form.add_error(None, "These do not go together.")
    text = drawn("{% error_summary form %}", form=form)
    assert 'href="#id_name"' in text
    assert "These do not go together." in text
    assert "2 things need a change" in text


def test_no_summary_without_errors():
    assert drawn("{% error_summary form %}", form=Form()).strip() == ""


def test_sorting_turns_round_and_forgets_the_page():
    request = RequestFactory().get("/tickets?sort=deadline&after=opaque&q=x")
    text = drawn("{% sort_head 'deadline' 'Deadline' %}", request=request)
    assert 'aria-sort="ascending"' in text
    assert "sort=-deadline" in text
    assert "after" not in text
    assert "q=x" in text


def test_the_pager_keeps_the_filter():
    request = RequestFactory().get("/tickets?q=x&before=old")
    text = drawn("{% pager page summary='3 tickets' %}", request=request, page=SimpleNamespace(earlier="", later="abc"))
    assert 'href="?q=x&amp;after=abc"' in text
    assert 'aria-disabled="true"' in text
