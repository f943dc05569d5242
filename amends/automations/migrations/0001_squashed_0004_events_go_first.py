"""All of it up to 0004_events_go_first in one go, for new installations."""

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

from amends.kit.versions import renewed_by


class Migration(migrations.Migration):
    replaces = [
        ("automations", "0001_initial"),
        ("automations", "0002_subjects_of_any_kind"),
        ("automations", "0003_what_has_waited_longest"),
        ("automations", "0004_events_go_first"),
    ]

    initial = True

    dependencies = [
        ("journal", "0003_pending"),
        ("kit", "0002_versions"),
        ("tickets", "0002_default_workflows"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="order")),
                ("is_on", models.BooleanField(default=True, verbose_name="on")),
                ("subject", models.CharField(default="ticket", max_length=20)),
                ("on", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ("when", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ("steps", models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("broken_since", models.DateTimeField(null=True)),
                ("broken_reasons", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "automation",
                "verbose_name_plural": "automations",
            },
        ),
        migrations.CreateModel(
            name="Due",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "subject_kind",
                        "subject_id",
                        "event",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
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
                ("large", models.BooleanField()),
                ("failed_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("failed_at", None)), fields=["large", "event"], name="automations_due_next"
                    ),
                    models.Index(
                        condition=models.Q(("failed_at__isnull", False)),
                        fields=["failed_at"],
                        name="automations_due_failed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="automations.rule",
                    ),
                ),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="journal.event",
                    ),
                ),
                ("occurrence", models.CharField(max_length=80)),
                ("act", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("skipped", "Nothing to do"),
                            ("failed", "Failed"),
                            ("stopped", "Chain stopped"),
                            ("missed", "Missed, the rule was broken"),
                        ],
                        max_length=10,
                    ),
                ),
                ("outcomes", models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("error", models.TextField(blank=True)),
                ("caused_at", models.DateTimeField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "run",
                "verbose_name_plural": "runs",
                "indexes": [
                    models.Index(fields=["rule", "-started_at"], name="automations_run_of_rule"),
                    models.Index(fields=["act", "subject_kind", "subject_id"], name="automations_run_in_act"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_kind", "subject_id", "occurrence", "rule"), name="automations_run_once"
                    )
                ],
            },
        ),
        renewed_by("automations_rule", "rules"),
    ]
