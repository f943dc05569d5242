"""Letters: what has to leave, how far it came, and each attempt to carry it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    WEBHOOK = "webhook", _("Webhook call")


class State(models.TextChoices):
    """waiting -> sending -> sent; sending -> failed -> sending ... -> dead; dead -> waiting by a person's resend."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Will be tried again")
    DEAD = "dead", _("Not delivered")


class Letter(models.Model):
    """One thing to send to one recipient. Written in the transaction of the deed that wants it sent.

    `message_id` is made once and never changes, so that a recipient recognises a letter that had to be sent twice.
    """

    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=500, blank=True)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=5, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    is_secret = models.BooleanField(default=False)  # holds a personal link: never shown, and erased once sent

    # What it is about. Numbers, not keys: tickets and contacts live on higher floors.
    ticket_id = models.BigIntegerField(null=True, blank=True)
    contact_id = models.BigIntegerField(null=True, blank=True)
    act = models.UUIDField(null=True, blank=True)  # of the deed that posted it, see journal
    posted_by = models.CharField(max_length=200, blank=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)  # since it was posted or last resent by a person
    not_before = models.DateTimeField(
        default=timezone.now
    )  # the earliest next attempt; while sending: end of the lease
    last_answer = models.TextField(blank=True)  # what the other side said last, or why it could not be asked
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # sending.due: what the minute's sweep takes up
            models.Index(
                fields=["not_before"], name="outbox_due", condition=Q(state__in=["waiting", "sending", "failed"])
            ),
            # the outbox page: newest first, of one state
            models.Index(fields=["state", "-id"], name="outbox_state"),
            # letters of a ticket
            models.Index(fields=["ticket_id"], name="outbox_ticket", condition=Q(ticket_id__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="outbox_state_known"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="outbox_sent_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.to


class Outcome(models.TextChoices):
    """How an attempt ended. `lost` is one of which nobody knows: the process was killed before it could say."""

    UNKNOWN = "", _("Under way")
    ACCEPTED = "accepted", _("Accepted")
    PUT_OFF = "put_off", _("Put off")
    REFUSED = "refused", _("Refused")
    LOST = "lost", _("Interrupted")


class Attempt(models.Model):
    """One try to hand a letter over. The row is there before the network is touched."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default=Outcome.UNKNOWN)
    answer = models.TextField(blank=True)
    took_ms = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.outcome}"
