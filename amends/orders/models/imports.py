"""One import of orders from a file, how far it is, and what it could not use."""

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.orders.imports.reasons import sentence
from amends.orders.models.orders import Shop


class FileFormat(models.TextChoices):
    XML = "xml", _("XML feed")
    CSV = "csv", _("CSV table")


class ImportState(models.TextChoices):
    FETCHING = "fetching", _("Fetching the feed")
    WAITING = "waiting", _("Waiting")
    READING = "reading", _("Reading the file")
    APPLYING = "applying", _("Writing orders")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")


class OrderImport(models.Model):
    """One file on its way into the orders of a shop.

    First the whole file is read, without touching an order; only then orders are written, a few thousand at a time.
    `created` and `changed` grow in the transactions that write the orders, so they are right even when the worker is
    killed half-way and the import is run again.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="imports")
    format = models.CharField(_("format"), max_length=3, choices=FileFormat.choices)
    file_name = models.CharField(_("file"), max_length=255)
    file = models.FileField(upload_to="imports/", blank=True)
    """The upload while it is needed; empty once the import is over, and for imports from the command line."""
    size = models.BigIntegerField(_("size"), null=True)
    """Bytes of the file; null when it comes through a pipe."""
    is_fetched = models.BooleanField(default=False)
    """It comes from the shop's feed."""
    is_same = models.BooleanField(default=False)
    """The shop said that nothing in its feed has changed: there was no file."""
    marks = models.JSONField(default=dict)
    """What is kept of the file once its orders are in: see ShopFeed."""
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    failure = models.CharField(max_length=40, blank=True)
    failure_details = models.JSONField(default=dict)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.JSONField(default=dict)
    """The actor to record events by: kind, id and label."""

    bytes_read = models.BigIntegerField(default=0)
    orders_read = models.IntegerField(default=0)
    orders_applied = models.IntegerField(default=0)
    created = models.IntegerField(_("new"), default=0)
    changed = models.IntegerField(_("changed"), default=0)
    bad = models.IntegerField(_("not imported"), default=0)

    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    """The last sign of life of whoever is working on it."""
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("order import")
        verbose_name_plural = _("order imports")
        indexes = [
            models.Index(fields=["-id"], name="order_imports_newest"),
            models.Index(  # the last sync of a shop
                fields=["shop", "-finished_at"], condition=models.Q(state="finished"), name="order_imports_last_sync"
            ),
            models.Index(  # close_abandoned_imports
                fields=["heard_at"],
                condition=models.Q(state__in=["fetching", "waiting", "reading", "applying"]),
                name="order_imports_under_way",
            ),
        ]
        constraints = [
            models.UniqueConstraint(  # begin_synchronisation
                fields=["shop"],
                condition=models.Q(is_fetched=True, state__in=["fetching", "waiting", "reading", "applying"]),
                name="one_fetch_of_a_shop",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_over(self) -> bool:
        return self.state in {ImportState.FINISHED, ImportState.FAILED}

    @property
    def unchanged(self) -> int:
        """Orders of the file that were here already, just as they are in the file."""
        return max(0, self.orders_applied - self.created - self.changed)

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None when that cannot be known. Reading is taken as the first half."""
        if self.is_over:
            return 100
        if self.state == ImportState.FETCHING:
            return None
        if self.state == ImportState.APPLYING:
            return 50 + (50 * self.orders_applied // self.orders_read if self.orders_read else 50)
        return min(50, 50 * self.bytes_read // self.size) if self.size else None

    @property
    def failure_sentence(self) -> str | Promise:
        """Why it failed and what to do, in the reader's language; empty when it did not."""
        return sentence(self.failure, self.failure_details) if self.failure else ""


class ImportProblem(models.Model):
    """One order or row of a file that was left out, and why."""

    order_import = models.ForeignKey(OrderImport, on_delete=models.CASCADE, related_name="problems", db_index=False)
    line = models.IntegerField(_("line"))
    order_code = models.CharField(_("order"), max_length=100, blank=True)
    reason = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("problem of an import")
        verbose_name_plural = _("problems of an import")
        indexes = [models.Index(fields=["order_import", "line", "id"], name="import_problems_by_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.sentence}"

    @property
    def sentence(self) -> str | Promise:
        """What is wrong, in the reader's language."""
        return sentence(self.reason, self.details)
