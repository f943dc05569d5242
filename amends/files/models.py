"""A file as people gave it: its bytes lie in the storage under `key`, this row says what they are."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class File(models.Model):
    """Kept bytes with their name. What a file hangs on is told by the apps above, through amends.files.access."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()  # bytes
    media_type = models.CharField(max_length=100)  # ours, read from the bytes and the ending; never the browser's word
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=100, unique=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    found_kept_at = models.DateTimeField(null=True, editable=False)
    """When cleaning up last found that an app keeps it; null: not looked at yet."""

    class Meta:
        indexes = [
            # jobs.clean_up: files old enough to be called orphans, those not looked at for the longest time first
            models.Index(models.F("found_kept_at").asc(nulls_first=True), "created_at", name="files_to_look_at"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("file", args=[self.id, self.name])

    @property
    def is_picture(self) -> bool:
        """May be shown in place: one of the raster formats, and its bytes say so."""
        from amends.files.media import PICTURES

        return self.media_type in PICTURES
