"""Branches of the shop: where goods are handed in and picked up."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.configured.models import Configured


class Branch(Configured):
    settable = ("names", "address")

    address = models.CharField(_("address"), max_length=300, blank=True)

    class Meta(Configured.Meta):
        verbose_name_plural = _("branches")
