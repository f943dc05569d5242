"""An API token: lets a program act as the person who made it, within the scopes given."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    READ = "read", _("Read what you may see")
    WRITE = "write", _("Read and change tickets, activities, contacts and orders")
    MANAGE = "manage", _("Read, change, and manage automations and settings")


class ApiToken(models.Model):
    """The secret itself is never stored: `prefix` finds the row, `digest` (SHA-256) proves the rest."""

    user = models.ForeignKey("people.User", models.CASCADE, related_name="tokens")
    name = models.CharField(_("Name"), max_length=80)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope), default=list)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("Expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def widest_scope(self) -> Scope:
        """What the token may at most; the narrower scopes come with it."""
        return max((Scope(scope) for scope in self.scopes), key=list(Scope).index, default=Scope.READ)

    def allows(self, scope: str) -> bool:
        return scope in self.scopes
