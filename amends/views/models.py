"""A saved view is an address that has a name."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.people.models import Team, User

LONGEST_NAME = 60
LONGEST_QUERY = 4000


class Audience(models.TextChoices):
    """Who has the view beside its list."""

    PRIVATE = "private", _("Only me")
    TEAM = "team", _("A team")
    EVERYBODY = "everybody", _("Everybody")


class SavedView(models.Model):
    """`query` is what stands behind the ? of the list's address: conditions, scope, order, columns."""

    subject = models.CharField(max_length=20)
    name = models.CharField(_("Name"), max_length=LONGEST_NAME)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_views")
    audience = models.CharField(_("Who sees it"), max_length=10, choices=Audience.choices, default=Audience.PRIVATE)
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="saved_views", verbose_name=_("Team")
    )
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects: Any = models.Manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="team", team__isnull=False) | (~Q(audience="team") & Q(team=None)),
                name="views_team_has_a_team",
            )
        ]

    def __str__(self) -> str:
        return self.name
