"""Where a shop's orders are fetched from by the clock."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.orders.models.imports import FileFormat
from amends.orders.models.orders import Shop

USUAL_HOURS = 6
MOST_HOURS = 24 * 7


class ShopFeed(models.Model):
    """The address of a shop's feed, what is needed to fetch it, and how that went. Each time is an OrderImport."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, primary_key=True, related_name="feed")
    is_on = models.BooleanField(_("fetch its orders"), default=True)
    url = models.CharField(_("address of the feed"), max_length=1000)
    format = models.CharField(_("format"), max_length=3, choices=FileFormat.choices, default=FileFormat.XML)
    user_name = models.CharField(_("user name"), max_length=120, blank=True)
    password = models.TextField(_("password"), blank=True)
    """Sealed (amends.kit.sealing)."""
    hours = models.PositiveSmallIntegerField(
        _("every how many hours"),
        default=USUAL_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
    )
    version = models.PositiveIntegerField(default=1)
    """Grows with each change: what a fetch under way learns of another address is not kept."""

    marks = models.JSONField(default=dict)
    """Of the last file that was imported: its ETag and Last-Modified, what its orders were read by, and when."""
    next_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    """In a row."""
    failing_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("feed of a shop")
        verbose_name_plural = _("feeds of shops")
        indexes = [models.Index(fields=["next_at"], condition=models.Q(is_on=True), name="feed_due")]  # begin_due

    def __str__(self) -> str:
        return self.shop.name
