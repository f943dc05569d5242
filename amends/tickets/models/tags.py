"""Tags: names in several languages and a colour, put on tickets by people and rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.kit.translated import pick


class Tag(models.Model):
    """A label; its code is what rules and links refer to."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    names = models.JSONField(_("names"), help_text=_("Name per language"))
    colour = models.CharField(_("colour"), max_length=7, default="#5b6b73")

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self.names) or self.code
