"""What a shop asks besides: fields of its own, and the forms of each type of ticket on which they stand (R53, R65-R67).

A field is defined once and placed on forms (Q30). What tickets and their products have in them is one JSON column each;
docs/decisions/0025 says why.
"""

from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.configured.models import Configured, ConfiguredQuerySet, check_words
from amends.kit.translated import pick
from amends.tickets.models.workflow import TicketType

MOST_SEARCHED = 20
"""Fields that can be kept ready to search: each has an index, which every change of a ticket pays for."""
MOST_PLACED = 60
"""Fields of one form."""


class FieldType(models.TextChoices):
    TEXT = "text", _("Text")
    LINES = "lines", _("Long text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Money")
    DATE = "date", _("Date")
    FLAG = "flag", _("Yes or no")
    CHOICE = "choice", _("Dropdown")
    CHOICES = "choices", _("Several choices")
    URL = "url", _("Link")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    IBAN = "iban", _("IBAN")
    CZ_ACCOUNT = "cz_account", _("Czech account number")
    BRANCH = "branch", _("Branch")
    FILE = "file", _("File")


WITH_OPTIONS = (FieldType.CHOICE, FieldType.CHOICES)


class Scope(models.TextChoices):
    TICKET = "ticket", pgettext_lazy("a field is asked once per", "Ticket")
    PRODUCT = "product", pgettext_lazy("a field is asked once per", "Product")


class Reader(models.TextChoices):
    """Whose form it is."""

    STAFF = "staff", _("Staff")
    PORTAL = "portal", _("Portal")


class CustomField(Configured):
    """`type` and `scope` stay as they were made: tickets have values of that type."""

    settable = ("names", "type", "scope", "helps", "is_searched")

    type = models.CharField(_("type"), max_length=12, choices=FieldType.choices)
    scope = models.CharField(_("asked once per"), max_length=8, choices=Scope.choices, default=Scope.TICKET)
    helps = models.JSONField(_("help text"), default=dict, blank=True, validators=[check_words])
    is_searched = models.BooleanField(_("kept ready to search"), default=False)
    ready_at = models.DateTimeField(_("ready to search since"), null=True, editable=False)

    class Meta(Configured.Meta):
        verbose_name = _("custom field")

    @property
    def help(self) -> str:
        return pick(self.helps)

    @property
    def is_of_product(self) -> bool:
        return self.scope == Scope.PRODUCT

    @property
    def has_options(self) -> bool:
        return self.type in WITH_OPTIONS

    @property
    def is_ready(self) -> bool:
        return self.is_searched and self.ready_at is not None and not self.is_retired

    @property
    def type_label(self) -> str | Promise:
        return FieldType(self.type).label


class FieldOption(Configured):
    """What can be chosen in a field. Its code is `<field>.<option>` and never changes."""

    settable = ("names", "field")

    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="options", verbose_name=_("field"))
    code = models.CharField(_("code"), max_length=80, unique=True)

    class Meta:
        ordering = ("field", "position", "code")
        verbose_name = _("option")

    def siblings(self) -> ConfiguredQuerySet:
        return super().siblings().filter(field=self.field_id)

    @property
    def word(self) -> str:
        """The code within its field."""
        return self.code.rpartition(".")[2]


class FormSection(models.Model):
    """A part of a form, with a heading. All its fields are asked once per ticket, or all once per product."""

    type = models.ForeignKey(TicketType, on_delete=models.CASCADE, related_name="form_sections")
    reader = models.CharField(max_length=8, choices=Reader.choices)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.TICKET)
    names = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: Any = models.Manager()

    class Meta:
        ordering = ("position", "id")
        indexes = [models.Index("type", "reader", name="tickets_sections_of_form")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self.names)


class FieldPlacement(models.Model):
    """A field on a form; `names` is another label than the field's own."""

    section = models.ForeignKey(FormSection, on_delete=models.CASCADE, related_name="placements")
    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="placements")
    position = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField(default=False)
    names = models.JSONField(default=dict, blank=True)

    objects: Any = models.Manager()

    class Meta:
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=["section", "field"], name="tickets_field_once_in_section")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return pick(self.names) or self.field.name
