"""Rules and runs of any kind of subject; what rules have still to act on stands in a table of its own."""

import django.db.models.deletion
from django.db import migrations, models

from amends.kit.versions import renewed_by


class Migration(migrations.Migration):
    dependencies = [
        ("automations", "0001_initial"),
        ("journal", "0001_initial"),
        ("kit", "0002_versions"),
        ("tickets", "0002_default_workflows"),
    ]

    operations = [
        migrations.AddField(model_name="rule", name="subject", field=models.CharField(default="ticket", max_length=20)),
        renewed_by("automations_rule", "rules"),
        # The runs on tickets become runs on subjects in place, however many there are: their column has another name.
        migrations.RemoveConstraint(model_name="run", name="automations_run_once"),
        migrations.RemoveIndex(model_name="run", name="automations_run_in_act"),
        migrations.AlterField(
            model_name="run",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tickets.ticket",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE automations_run RENAME COLUMN ticket_id TO subject_id",
                    "ALTER TABLE automations_run RENAME COLUMN subject_id TO ticket_id",
                )
            ],
            state_operations=[
                migrations.RemoveField(model_name="run", name="ticket"),
                migrations.AddField(
                    model_name="run", name="subject_id", field=models.BigIntegerField(), preserve_default=False
                ),
            ],
        ),
        migrations.AddField(
            model_name="run",
            name="subject_kind",
            field=models.CharField(default="ticket", max_length=20),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="run",
            name="rule",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="runs",
                to="automations.rule",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "occurrence", "rule"], name="automations_run_once"
            ),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["act", "subject_kind", "subject_id"], name="automations_run_in_act"),
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
                ("large", models.BooleanField()),
                ("failed_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("failed_at", None)),
                        fields=["subject_kind", "large", "event"],
                        name="automations_due_next",
                    ),
                    models.Index(
                        condition=models.Q(("failed_at__isnull", False)),
                        fields=["failed_at"],
                        name="automations_due_failed",
                    ),
                ],
            },
        ),
    ]
