"""What readers have still to hear of moves into a table of its own; readers that fail have one too.

Jobs of readers that still wait are from a version in which each had one event: their events are told again instead.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

MOVE = """
INSERT INTO journal_pending (large, event_id) SELECT false, id FROM journal_event WHERE relayed_at IS NULL;

WITH waiting AS (
  DELETE FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name IN (
    'amends.automations.jobs.run_rules', 'amends.automations.jobs.recheck_rules',
    'amends.notifications.jobs.tell_of_event', 'amends.journal.jobs.retry_stalled_jobs',
    'amends.journal.jobs.prune_failed_jobs')
  RETURNING args
)
INSERT INTO journal_pending (large, event_id)
SELECT DISTINCT false, (args ->> 'event_id')::bigint FROM waiting WHERE args ? 'event_id'
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_subjects"), ("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.AddField("event", "large", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="Pending",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "large", "event", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("large", models.BooleanField()),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="journal.event",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Failure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader", models.CharField(max_length=80)),
                ("error", models.TextField()),
                ("attempts", models.PositiveIntegerField(default=1)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("next_try_at", models.DateTimeField()),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="journal.event",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["next_try_at"], name="journal_failure_due")],
                "constraints": [models.UniqueConstraint(fields=("reader", "event"), name="journal_failure_once")],
            },
        ),
        migrations.RunSQL(MOVE),
        migrations.RemoveIndex("event", "journal_event_unrelayed"),
        migrations.RemoveField("event", "relayed_at"),
    ]
