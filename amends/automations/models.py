"""A rule and its runs."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from amends.journal.models import Event
from amends.kit.translated import pick


class RuleQuerySet(models.QuerySet["Rule"]):
    def on(self) -> "RuleQuerySet":
        return self.filter(is_on=True)

    def in_order(self) -> "RuleQuerySet":
        """As they run: a later rule sees what an earlier one changed (Q10)."""
        return self.order_by("position", "id")

    def broken(self) -> "RuleQuerySet":
        return self.filter(broken_since__isnull=False)


class Rule(models.Model):
    """An automation: when `on` happens and `when` is true, do the `steps` (R24).

    `on` asks what happened: `{"kind": "ticket.status_changed", "where": tree over the event or null}`; null makes it a
    timed rule. `when` asks what is true of the subject now: a tree, null for always. `steps` are done in order.
    `subject` is the kind of thing that all of them are about: "ticket", "activity" ...

    A rule that names a thing which is gone is broken since then and does nothing but say so, in each language.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    position = models.PositiveIntegerField(_("order"), default=0)
    is_on = models.BooleanField(_("on"), default=True)
    subject = models.CharField(max_length=20, default="ticket")
    on = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    when = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    steps = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    broken_since = models.DateTimeField(null=True)
    broken_reasons = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: Any = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("automation")
        verbose_name_plural = _("automations")

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str | None:
        """The code of the event kind it waits for; None for a timed rule, and when nobody can read what is stored."""
        kind = self.on.get("kind") if isinstance(self.on, dict) else None
        return kind if isinstance(kind, str) else None

    @property
    def where(self) -> Any:
        """What it asks of that event, as it is stored; None asks nothing."""
        return self.on.get("where") if isinstance(self.on, dict) else None

    @property
    def is_timed(self) -> bool:
        return self.on is None

    @property
    def is_broken(self) -> bool:
        return self.broken_since is not None

    @property
    def broken_reason(self) -> str:
        """Why it is broken, in the reader's language."""
        return pick(self.broken_reasons)


class RunState(models.TextChoices):
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Nothing to do")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Chain stopped")
    MISSED = "missed", _("Missed, the rule was broken")


class Run(models.Model):
    """One execution of a rule on one subject, at most one per occurrence however often it is tried.

    The subject may be of any kind and may be gone by now: it is named, not referred to. `occurrence` names what set the
    rule off: `event:<id>`. `outcomes` tells of each step, in order:
    `{"step": {...}, "state": "done" | "skipped" | "failed", "reasons": {"en": "...", ...}}`.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs", db_index=False)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    event = models.ForeignKey(
        Event, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    occurrence = models.CharField(max_length=80)
    act = models.UUIDField()
    state = models.CharField(max_length=10, choices=RunState.choices)
    outcomes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    error = models.TextField(blank=True)
    caused_at = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            # beginning with the subject: what has run already on those at hand is one look into it
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "occurrence", "rule"], name="automations_run_once"
            ),
        ]
        indexes = [
            # the last runs of a rule, its counts over the last days
            models.Index(fields=["rule", "-started_at"], name="automations_run_of_rule"),
            # which rules have acted on this subject in this chain already?
            models.Index(fields=["act", "subject_kind", "subject_id"], name="automations_run_in_act"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} on {self.subject_kind} {self.subject_id}: {self.state}"

    @property
    def lag(self) -> float:
        """Seconds from what happened to the end of what followed."""
        return (self.finished_at - self.caused_at).total_seconds()


class DueQuerySet(models.QuerySet["Due"]):
    def waiting(self) -> "DueQuerySet":
        """Those that can be acted on."""
        return self.filter(~self._older_aside(), failed_at__isnull=True)

    def put_aside(self) -> "DueQuerySet":
        return self.filter(failed_at__isnull=False)

    def held_up(self) -> "DueQuerySet":
        """Those that wait for an older one of the same subject, which was put aside."""
        return self.filter(self._older_aside(), failed_at__isnull=True)

    @staticmethod
    def _older_aside() -> Exists:
        same = {name: OuterRef(name) for name in ("subject_kind", "subject_id")}
        return Exists(Due.objects.put_aside().filter(**same, event__lt=OuterRef("event")))


class Due(models.Model):
    """An event that some rule waits for, to be acted on for one subject; once it failed, put aside (due.py)."""

    pk = models.CompositePrimaryKey("subject_kind", "subject_id", "event")  # all that is due for one subject, in order
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    event = models.ForeignKey(Event, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    large = models.BooleanField()
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects: Any = DueQuerySet.as_manager()

    class Meta:
        indexes = [
            # what has waited longest in one lane
            models.Index(
                fields=["large", "event"],
                condition=models.Q(failed_at=None),
                name="automations_due_next",
            ),
            # what was put aside, for people to see
            models.Index(
                fields=["failed_at"], condition=models.Q(failed_at__isnull=False), name="automations_due_failed"
            ),
        ]

    def __str__(self) -> str:
        return f"event {self.event_id} for {self.subject_kind} {self.subject_id}"
