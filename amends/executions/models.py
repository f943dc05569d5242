"""An execution, and the chunks of rows it goes through."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.people.models import User
from amends.vocabulary import Step, parse_steps


class ExecutionState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    STOPPED = "stopped", _("Stopped")


OVER = ("finished", "stopped")


class Execution(models.Model):
    """Steps to be done to a set of rows that was settled when it began.

    The counts grow in the transactions that change the rows, so they are right even when the worker is killed half-way.
    `author` is the person whose sight decides, at the moment each row is done, whether it may be done; none is the
    house itself. An execution that `undoes` another takes back what that one did.
    """

    subject = models.CharField(max_length=40)
    steps = models.JSONField(encoder=DjangoJSONEncoder)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    actor = models.JSONField()
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="undone_by")
    state = models.CharField(_("state"), max_length=10, choices=ExecutionState.choices, default=ExecutionState.WAITING)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(auto_now_add=True)
    """The last sign of life of whoever works on it."""
    finished_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    """When its details went with a person they were about: there are no steps, reasons or former values since."""

    class Meta:
        indexes = [
            # the list of somebody's own
            models.Index(fields=["author", "-id"], name="executions_of_author"),
            # resume_abandoned, retention
            models.Index(fields=["heard_at"], name="executions_under_way", condition=~Q(state__in=OVER)),
            models.Index(fields=["finished_at"], name="executions_by_end", condition=Q(finished_at__isnull=False)),
        ]

    _reader: User | None = None

    def __str__(self) -> str:
        return f"{self.subject} {self.pk}: {self.state}"

    @property
    def reader(self) -> User | None:
        """Who is told of it: whoever asked `get_execution_for`, else its author."""
        return self._reader or self.author

    @reader.setter
    def reader(self, user: User) -> None:
        self._reader = user

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def handled(self) -> int:
        return self.done + self.skipped + self.refused + self.failed

    @property
    def left(self) -> int:
        """Rows that could not be changed."""
        return self.refused + self.failed

    @property
    def percent(self) -> int:
        return 100 * self.handled // self.total if self.total else 100

    @property
    def is_reversible(self) -> bool:
        """Can it be taken back now? Once, when it is over and each of its steps can be."""
        return (
            self.is_over
            and bool(self.done)
            and self.undoes_id is None
            and self.forgotten_at is None
            and all(step.reversible for step in self.parsed)
            and not Execution.objects.filter(undoes=self).exists()
        )

    @property
    def parsed(self) -> list[Step]:
        return parse_steps(self.steps, self.subject, offered_only=False)

    @property
    def by(self) -> Actor:
        """Who does it, as it was when the execution began."""
        return Actor.of_kept(self.actor)


class Chunk(models.Model):
    """Rows that are done in one transaction, in the order of their ids, and what became of each.

    `states` has a letter for each of `ids`, see `Letter`; it is empty while the chunk waits. `reasons` tells why:
    `[[{"en": "...", ...}, [place, place ...]], ...]`, places counted from 0. `former` has for each step what taking it
    back must know: `[{"4711": "normal", ...}, ...]`.
    """

    execution = models.ForeignKey(Execution, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    position = models.IntegerField()
    ids = ArrayField(models.BigIntegerField())
    states = models.TextField(default="")
    reasons = models.JSONField(default=list)
    former = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["execution", "position"], name="executions_chunk_once")]
        indexes = [
            # the next chunk that waits
            models.Index(fields=["execution", "position"], name="executions_chunk_waiting", condition=Q(states="")),
        ]

    def __str__(self) -> str:
        return f"{self.execution_id}/{self.position}"


class Letter(models.TextChoices):
    """What became of one row."""

    DONE = "d", _("Changed")
    SKIPPED = "s", _("Nothing to do")
    REFUSED = "r", _("Left as it is")
    FAILED = "f", _("Left as it is")
