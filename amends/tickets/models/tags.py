"""Tags: put on tickets by people and rules, and told apart by their colours."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.configured.models import COLOUR, Configured


class Tag(Configured):
    """A label, known by a dot of its colour, with a rim of the second when it has one."""

    settable = ("names", "colour", "second_colour")

    colour = models.CharField(_("colour"), max_length=7, default="#5b6b73", validators=[COLOUR])
    second_colour = models.CharField(_("second colour"), max_length=7, blank=True, validators=[COLOUR])
