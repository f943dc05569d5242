"""A team: people who share work. A person may be in several."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    name = models.CharField(_("Name"), max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="people_team_name_once",
                violation_error_message=_("There is a team of this name already. Choose another name."),
            )
        ]

    def __str__(self) -> str:
        return self.name
