"""Things to show on the page of parts: no database, the same every time but for the clock."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Named:
    name: str
    turn: str = "ours"
    colour: str = ""


class GalleryForm(forms.Form):
    """One of each control."""

    name = forms.CharField(label="Name", initial="Pavel Bartoš")
    quantity = forms.IntegerField(label="Quantity of Láhev Alp", max_value=2, help_text="Two were ordered.")
    account = forms.CharField(label="Account for the refund", required=False)
    shop = forms.ChoiceField(label="Shop", choices=[("cz", "Kolo & Hory"), ("pl", "Rower i Góry")])
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    urgent = forms.BooleanField(label="Urgent", required=False)
    on = forms.BooleanField(label="Switched on", required=False, widget=forms.CheckboxInput({"class": "switch"}))
    refund = forms.ChoiceField(
        label="Refund",
        widget=forms.RadioSelect,
        choices=[("money", "Money back"), ("goods", "New goods")],
        required=False,
    )


@dataclass(frozen=True)
class GalleryPage:
    earlier: str = ""
    later: str = "opaque"


def context() -> dict[str, Any]:
    now = timezone.now()
    today = timezone.localdate()
    invalid = GalleryForm({"bad-name": "Pavel Bartoš", "bad-quantity": 3, "bad-shop": "cz"}, prefix="bad")
    invalid.is_valid()
    return {
        "title": _("Parts"),
        "statuses": [
            Named("Assessing"),
            Named("Waiting for return", "theirs"),
            Named("Waiting for carrier", "third"),
            Named("Refunded", "closed"),
            Named("Own colour", "ours", "#c4483a"),
        ],
        "tags": [Named("vip", colour="#8257b8"), Named("carrier damage", colour="#c4483a"), Named("plain")],
        "dues": [
            (None, None),
            (today - timedelta(days=5), None),
            (now - timedelta(minutes=42), None),
            (now + timedelta(minutes=20), None),
            (today, None),
            (today + timedelta(days=2), None),
            (today + timedelta(days=30), None),
            (today + timedelta(days=400), None),
            (today, now),
        ],
        "moments": [now - timedelta(minutes=3), now - timedelta(hours=19), now - timedelta(days=2, hours=3)],
        "sums": [(Decimal("24990.00"), "CZK"), (Decimal("1249.5"), "PLN"), (Decimal("89.90"), "EUR")],
        "person": Named("Petra Malá"),
        "customer": Named("Jana Dvořáková"),
        "form": GalleryForm(),
        "invalid": invalid,
        "keyset": GalleryPage(),
        "sort": "-deadline",
    }


def hits(text: str) -> list[str]:
    """Some order codes that contain `text`."""
    return [code for code in ("2610-119027", "2609-118342", "2611-120984") if text and text in code]
