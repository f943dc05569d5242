"""What people fill in about shops and imports."""

from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from amends.orders.actions import imports
from amends.orders.actions.imports import EMPTY, TOO_LARGE
from amends.orders.models import FileFormat
from amends.orders.models.feeds import MOST_HOURS, USUAL_HOURS
from amends.orders.queries import all_shops_queryset
from amends.web.people.forms import time_zones

BY_NAME = ""


class ImportForm(forms.Form):
    """A file of orders and the shop they belong to."""

    shop: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Shop"), queryset=None, to_field_name="code", empty_label=None
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(BY_NAME, _("Detect from file name")), *FileFormat.choices],
        required=False,
    )
    file = forms.FileField(
        label=_("File"),
        max_length=255,
        help_text=_("An XML feed or a CSV table in UTF-8, up to 1 GB."),
        widget=forms.FileInput(attrs={"accept": ".xml,.csv,text/xml,text/csv"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": EMPTY,
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shop"].queryset = all_shops_queryset()  # type: ignore[attr-defined]
        # so that the file is refused when it is chosen, not after its upload (files.js)
        said = {"data-most": imports.LARGEST_UPLOAD, "data-empty": EMPTY, "data-too-large": TOO_LARGE}
        self.fields["file"].widget.attrs |= said

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "file" in cleaned and not self.file_format:
            self.add_error("format", _("The name of the file does not tell its format. Choose it here."))
        return cleaned

    @property
    def file_format(self) -> str:
        """As chosen, else by the ending of the file's name; empty when neither tells."""
        ending = PurePosixPath(self.cleaned_data["file"].name).suffix.lower().lstrip(".")
        return self.cleaned_data.get("format") or (ending if ending in FileFormat.values else "")


class ShopForm(forms.Form):
    """The settings of a shop; they stand in where a feed leaves something out."""

    name = forms.CharField(label=_("Name"), max_length=120)
    url = forms.URLField(
        label=_("Address"),
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Used when an order names no language.")
    )
    country = forms.CharField(
        label=_("Country"),
        required=False,
        max_length=2,
        help_text=_("Two letters, such as CZ."),
        validators=[RegexValidator(r"^[A-Za-z]{2}$", _("Write the two letters of the country, such as CZ."))],
    )
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        help_text=_("Three letters, such as CZK."),
        validators=[RegexValidator(r"^[A-Za-z]{3}$", _("Write the three letters of the currency, such as CZK."))],
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zones,
        initial=settings.TIME_ZONE,
        help_text=_("Times in the feed are read as times of this zone."),
    )

    when_missing = forms.CharField(
        label=_("When an order is missing"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What to tell whom about it, such as an e-mail address or a phone. Empty for the usual words."),
    )

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].upper()


class FeedForm(forms.Form):
    """Where the orders of a shop are fetched from. The password that is there is never shown."""

    is_on = forms.BooleanField(label=_("Fetch orders from a feed"), required=False, initial=True)
    url = forms.CharField(
        label=_("Address of the feed"),
        max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "It begins with https://. Where it says {since}, the moment of the last synchronisation stands in."
        ),
    )
    format = forms.ChoiceField(label=_("Format"), choices=FileFormat.choices)
    user_name = forms.CharField(
        label=_("User name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    hours = forms.IntegerField(label=_("Every how many hours"), min_value=1, max_value=MOST_HOURS, initial=USUAL_HOURS)

    def __init__(self, *args: Any, has_password: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_password:
            self.fields["password"].help_text = _("There is one. Leave this empty to keep it.")


class NewShopForm(ShopForm):
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small letters, digits and dashes. Names the shop in imports and the API; it cannot be changed."),
    )
    field_order = ("name", "code")

    def clean_code(self) -> str:
        return self.cleaned_data["code"].lower()
