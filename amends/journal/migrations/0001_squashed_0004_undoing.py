"""All of it up to 0004_undoing in one go, for new installations."""

import uuid

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("journal", "0001_initial"),
        ("journal", "0002_subjects"),
        ("journal", "0003_pending"),
        ("journal", "0004_undoing"),
    ]

    initial = True

    dependencies = [
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=80)),
                ("payload", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor_kind",
                    models.CharField(
                        choices=[
                            ("person", "Person"),
                            ("customer", "Customer"),
                            ("rule", "Automation"),
                            ("process", "Process"),
                            ("token", "API token"),
                            ("clock", "Clock"),
                            ("system", "Amends"),
                        ],
                        max_length=10,
                    ),
                ),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_label", models.CharField(blank=True, max_length=200)),
                ("act", models.UUIDField(default=uuid.uuid4)),
                (
                    "cause",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="journal.event",
                    ),
                ),
                ("depth", models.PositiveSmallIntegerField(default=0)),
                ("large", models.BooleanField(default=False)),
                ("undoes", models.UUIDField(help_text="The act that it takes back", null=True)),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
            },
        ),
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
                ("error", models.TextField()),
                ("attempts", models.PositiveIntegerField(default=1)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("next_try_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["next_try_at"], name="journal_failure_due")],
                "constraints": [models.UniqueConstraint(fields=("reader", "event"), name="journal_failure_once")],
            },
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "subject_id", "event", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="subjects",
                        to="journal.event",
                    ),
                ),
                ("event_kind", models.CharField(max_length=80)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "subject_id", "event_kind", "event"], name="journal_subject_of_kind"),
                    models.Index(fields=["event"], name="journal_subject_of_event"),
                ],
            },
        ),
    ]
