"""How long the law gives for settling a matter, as dated data: laws change, and each country has its own."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.tickets.models.workflow import TicketType


class LegalPeriod(models.Model):
    """Tickets of this type and country that begin on `valid_from` or later have so many calendar days.

    The day of the beginning is not counted. A later row of the same type and country takes its place from its day on.
    """

    type = models.ForeignKey(
        TicketType, on_delete=models.CASCADE, related_name="legal_periods", verbose_name=_("type"), db_index=False
    )
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Empty: every other country"))
    valid_from = models.DateField(_("valid from"))
    days = models.PositiveSmallIntegerField(
        _("calendar days"), validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )
    source = models.CharField(_("source"), max_length=300, help_text=_("The act and its section"))

    class Meta:
        ordering = ("type", "country", "-valid_from")
        constraints = [
            models.UniqueConstraint(fields=["type", "country", "valid_from"], name="tickets_legal_period_once")
        ]

    def __str__(self) -> str:
        return f"{self.type} · {self.country or '*'} · {self.valid_from}: {self.days}"
