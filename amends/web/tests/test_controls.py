"""Controls written in Python say what Django's templates say."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html

from amends.web.controls import Controls

EVIL = '"><script>alert(1)</script>&amp;'


class EveryControl(forms.Form):
    text = forms.CharField(widget=forms.TextInput({"placeholder": EVIL, "autofocus": True, "readonly": False}))
    number = forms.IntegerField(max_value=3)
    email = forms.EmailField()
    password = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.DateInput({"class": "x"}))
    hour = forms.TimeField(required=False)
    yes = forms.BooleanField()
    file = forms.FileField(widget=forms.FileInput)
    long = forms.CharField(widget=forms.Textarea({"rows": 3}))
    one = forms.ChoiceField(choices=[("", "—"), ("a", EVIL), ("Group " + EVIL, [("b", "B"), ("c", "C")])])
    many = forms.MultipleChoiceField(choices=[("a", "A"), (EVIL, format_html("<i>{}</i>", "B"))])


FILLED = {
    "text": EVIL,
    "number": "12",
    "email": EVIL,
    "hidden": EVIL,
    "day": date(2026, 11, 26),
    "hour": "12:30",
    "yes": True,
    "long": EVIL,
    "one": "b",
    "many": ["a", EVIL],
}


def lines_of(html):
    """What stands in the lines: Django's templates leave empty ones between options."""
    return [line.strip() for line in html.splitlines() if line.strip()]


@pytest.mark.parametrize("name", list(EveryControl.base_fields))
@pytest.mark.parametrize("given", [None, FILLED], ids=["empty", "filled"])
def test_a_control_is_that_of_django(name, given):
    ours = str(EveryControl(given, renderer=Controls())[name])
    theirs = str(EveryControl(given, renderer=DjangoTemplates())[name])
    assert lines_of(ours) == lines_of(theirs)
    assert "<script>" not in ours


def test_controls_are_in_force():
    assert isinstance(EveryControl().renderer, Controls)
