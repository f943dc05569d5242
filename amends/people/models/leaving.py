"""Somebody who has left and whose open work is still being handed over."""

from django.conf import settings
from django.db import models

from amends.journal.actors import Actor


class Leaving(models.Model):
    """There for as long as the handover of large amounts of work goes on; one row for each person who left.

    `places` tells how far it is: by the code of each kind of work, the last row that was looked at.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="leaving"
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    actor = models.JSONField()
    places = models.JSONField(default=dict)
    heard_at = models.DateTimeField(auto_now_add=True)
    """The last sign of life of whoever works on it."""

    def __str__(self) -> str:
        return f"{self.user_id}: {self.places}"

    @property
    def by(self) -> Actor:
        """Who deactivated the person."""
        return Actor.of_kept(self.actor)
