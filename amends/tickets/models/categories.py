"""Categories: what tickets are about, as a tree of the shop's own."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.configured.models import Configured, ConfiguredQuerySet

DEEPEST = 4
"""Categories one inside the other; deeper ones nobody finds."""


class Category(Configured):
    """A place in the tree; whoever asks for it asks for everything inside it, too."""

    settable = ("names", "parent")

    parent: Any = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("inside")
    )

    class Meta(Configured.Meta):
        verbose_name_plural = _("categories")

    def siblings(self) -> ConfiguredQuerySet:
        return super().siblings().filter(parent=self.parent_id)
