"""Tags: put on tickets by people and rules, and told apart by their colours."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.configured.models import COLOUR, Configured


class Tag(Configured):
    """A label: `colour` is that of its ground, `ink` that of its words (automatic when empty)."""

    settable = ("names", "colour", "ink")

    colour = models.CharField(_("colour"), max_length=7, default="#5b6b73", validators=[COLOUR])
    ink = models.CharField(_("colour of the words"), max_length=7, blank=True, validators=[COLOUR])
