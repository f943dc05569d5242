"""What a person was told in the bell, and what they do not want to be told."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amends.journal.models import Event


class Reason(models.TextChoices):
    """Why somebody is told (Q19). Each can be switched off by the person."""

    TICKET_ASSIGNED = "ticket_assigned", gettext_lazy("A ticket is assigned to me")
    ACTIVITY_ASSIGNED = "activity_assigned", gettext_lazy("An activity is assigned to me")
    ACTIVITY_EXPIRED = "activity_expired", gettext_lazy("The deadline of my activity has passed")
    DUE_TODAY = "due_today", gettext_lazy("In the morning: activities that are due today")
    CONCERNED = "concerned", gettext_lazy("Something else happens that concerns me")
    """Told in the words of the event itself: for events about things of any kind."""


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, user: Any) -> "NotificationQuerySet":
        return self.filter(user=user)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """One thing told to one person, once: `occurrence` is `event:<id>`, or `today:<day>` for the morning's.

    `subject_kind` and `subject_id` name what it is about, of whatever kind: the main subject of the event.
    Names are kept as they were, so that the list needs no other table and still reads right after a renaming.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    occurrence = models.CharField(max_length=40)
    event = models.ForeignKey(
        Event, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    by = models.CharField(max_length=200, blank=True)
    by_rule = models.BooleanField(default=False)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.BigIntegerField(null=True)
    ticket_number = models.CharField(max_length=20, blank=True)
    activity_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200, blank=True)  # the ticket's subject, the activity's name, the thing's own
    count = models.PositiveIntegerField(default=0)  # of activities due today
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: Any = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "occurrence"], name="notifications_once")]
        indexes = [
            # the list
            models.Index(fields=["user", "-id"], name="notifications_of_user"),
            # the number in the bell
            models.Index(fields=["user"], name="notifications_unread", condition=Q(read_at=None)),
            # retention
            models.Index(fields=["created_at"], name="notifications_created"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """What the person reads, in their language."""
        return self._say(_("%(by)s assigned you ticket %(number)s"), self.title)

    @property
    def sentence_under_its_ticket(self) -> str:
        """The same where the ticket was named already."""
        return self._say(_("%(by)s assigned you this ticket"), "" if self.subject_kind == "ticket" else self.title)

    def _say(self, assigned: str, title: str) -> str:
        """`title` is what an event of any kind is said to be about."""
        words = {"by": self._doer, "number": self.ticket_number, "title": self.title, "n": self.count}
        if self.reason == Reason.TICKET_ASSIGNED:
            return assigned % words
        if self.reason == Reason.ACTIVITY_ASSIGNED:
            return _("%(by)s gave you the activity “%(title)s”") % words
        if self.reason == Reason.ACTIVITY_EXPIRED:
            return _("The deadline of “%(title)s” has passed") % words
        if self.reason == Reason.CONCERNED:
            return self._in_words_of_the_event(title)
        return ngettext("%(n)d activity is due today", "%(n)d activities are due today", self.count) % words

    def _in_words_of_the_event(self, title: str) -> str:
        what = self.event.sentence if self.event else self.title
        about = f" ({title})" if self.event and title else ""
        return _("%(by)s: %(what)s") % {"by": self._doer, "what": f"{what}{about}"}

    @property
    def _doer(self) -> str:
        if self.by_rule:
            return _("Rule “%(name)s”") % {"name": self.by}
        return self.by or _("Amends")

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class Silence(models.Model):
    """A person does not want to be told for this reason. No row: they do."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="silences")
    reason = models.CharField(max_length=20, choices=Reason.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "reason"], name="notifications_silence_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.reason}"
