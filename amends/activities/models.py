"""Activities: the to-dos of a ticket (R1-R5)."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.files.models import File
from amends.kit.deadlines import has_passed
from amends.kit.search import InfixSearch, Trigrams
from amends.people.models import User
from amends.tickets.models import Ticket
from amends.vocabulary.lefts import Folded


class ActivityStatus(models.TextChoices):
    """Exactly two (R3)."""

    OPEN = "open", pgettext_lazy("an activity is", "Open")
    CLOSED = "closed", pgettext_lazy("an activity is", "Closed")


class ActivityQuerySet(models.QuerySet["Activity"]):
    def kept(self) -> "ActivityQuerySet":
        """Without the deleted ones, which stay only so that deleting can be undone."""
        return self.filter(deleted_at__isnull=True)

    def open(self) -> "ActivityQuerySet":
        return self.filter(status=ActivityStatus.OPEN, deleted_at__isnull=True)

    def for_display(self) -> "ActivityQuerySet":
        return self.select_related("ticket__type", "ticket__status", "assignee", "completed_by")


class Activity(models.Model):
    """A to-do with a deadline on exactly one ticket (R2, R5). Open and closed are its only states (R3).

    `due_at` of an all-day activity is the last second of that day in the time zone of the installation (Q15), so that
    "passed" is one comparison for both sorts. `expired_at` is when the clock wrote the passing into the journal;
    a new deadline clears it.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="activities", verbose_name=_("ticket"))
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    due_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    all_day = models.BooleanField(_("all day"), default=True)
    assignee = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("assignee")
    )
    status = models.CharField(_("status"), max_length=10, choices=ActivityStatus.choices, default=ActivityStatus.OPEN)
    completed_at = models.DateTimeField(_("completed"), null=True)
    completed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("completed by")
    )
    rule_id = models.BigIntegerField(null=True, help_text=_("The rule that made it; a rule may be deleted"))
    rule_name = models.CharField(_("created by rule"), max_length=200, blank=True)
    created_by_label = models.CharField(_("created by"), max_length=200, blank=True)
    expired_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))
    request_key = models.UUIDField(
        null=True, help_text=_("Names the submission that made the activity: sent twice, it is made once")
    )

    objects: Any = ActivityQuerySet.as_manager()

    class Meta:
        ordering = (F("due_at").asc(nulls_last=True), "id")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="activities_activity_has_a_name"),
            models.CheckConstraint(
                condition=Q(status="open", completed_at=None) | Q(status="closed", completed_at__isnull=False),
                name="activities_closed_when_completed",
            ),
        ]
        indexes = [
            # The list and its presets: open activities in deadline order, of everyone and of one person.
            models.Index("due_at", "id", name="activities_open_by_due", condition=Q(status="open", deleted_at=None)),
            models.Index(
                "assignee",
                "due_at",
                "id",
                name="activities_open_of_person",
                condition=Q(status="open", deleted_at=None),
            ),
            # Preset "All", which shows closed ones too.
            models.Index("due_at", "id", name="activities_by_due", condition=Q(deleted_at=None)),
            models.Index("assignee", "due_at", "id", name="activities_of_person", condition=Q(deleted_at=None)),
            # Both, the latest deadline first: an index read backwards has its nulls first.
            models.Index(
                F("due_at").desc(nulls_last=True),
                F("id").desc(),
                name="activities_open_by_due_down",
                condition=Q(status="open", deleted_at=None),
            ),
            models.Index(
                F("due_at").desc(nulls_last=True),
                F("id").desc(),
                name="activities_by_due_down",
                condition=Q(deleted_at=None),
            ),
            # Sorted by person, the last first.
            models.Index(
                F("assignee").desc(nulls_last=True),
                F("due_at").desc(nulls_last=True),
                F("id").desc(),
                name="activities_of_person_down",
                condition=Q(deleted_at=None),
            ),
            # Grouped by ticket, and what hangs on one ticket.
            models.Index("ticket", "due_at", "id", name="activities_of_ticket", condition=Q(deleted_at=None)),
            models.Index(
                "ticket", "due_at", "id", name="activities_open_of_ticket", condition=Q(status="open", deleted_at=None)
            ),
            # Was it made by this submission already? create_activity
            models.Index("ticket", "request_key", name="activities_of_request", condition=Q(request_key__isnull=False)),
            # Lists of what was made or completed lately.
            models.Index("created_at", name="activities_by_creation", condition=Q(deleted_at=None)),
            models.Index(
                "completed_at",
                name="activities_by_completion",
                condition=Q(completed_at__isnull=False, deleted_at=None),
            ),
            # text_condition
            InfixSearch(Trigrams(Folded("name")), name="activities_name_search"),
            # The clock: open, due, not yet told.
            models.Index(
                "due_at", name="activities_to_expire", condition=Q(status="open", deleted_at=None, expired_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.status == ActivityStatus.OPEN

    @property
    def is_as_made(self) -> bool:
        """Open, and nobody has changed it since."""
        return self.is_open and self.deleted_at is None and self.updated_at == self.created_at

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_at is not None and has_passed(self.due_at, timezone.now())

    @property
    def due_on(self) -> date | None:
        """The day of an all-day deadline, in the time zone of the installation whoever looks (Q15)."""
        if self.due_at is None:
            return None
        return self.due_at.astimezone(timezone.get_default_timezone()).date()


class ActivityFile(models.Model):
    """A document on an activity (R4)."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="activity_files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["activity", "file"], name="activities_file_once")]

    def __str__(self) -> str:
        return f"{self.activity} · {self.file}"
