"""What the REST interface itself has to remember."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone


class IdempotencyKey(models.Model):
    """A request that may be repeated without being done twice, named by its sender in `Idempotency-Key`."""

    token = models.ForeignKey("people.ApiToken", on_delete=models.CASCADE, related_name="idempotency_keys")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the body: the same key for another request is a mistake
    created_at = models.DateTimeField(default=timezone.now)

    known: ClassVar[Any] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_key_once")]
        indexes = [models.Index(fields=["created_at"], name="api_key_created")]  # retention

    def __str__(self) -> str:
        return self.key
