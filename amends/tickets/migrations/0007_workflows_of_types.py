"""Phases are rows of each type; drafts and versions of workflows; what else a type says of its tickets."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import amends.configured.models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0006_configured_things"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Phase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "names",
                    models.JSONField(
                        error_messages={"blank": "Give it a name in at least one language."},
                        validators=[amends.configured.models.check_names],
                        verbose_name="name",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("retired_at", models.DateTimeField(editable=False, null=True, verbose_name="retired")),
                ("code", models.CharField(max_length=80, unique=True, verbose_name="code")),
            ],
            options={
                "ordering": ("type__position", "position", "id"),
            },
        ),
        migrations.CreateModel(
            name="WorkflowDraft",
            fields=[
                (
                    "type",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="draft",
                        serialize=False,
                        to="tickets.tickettype",
                    ),
                ),
                ("body", models.JSONField()),
                ("version", models.PositiveIntegerField(default=0)),
                ("base", models.PositiveIntegerField()),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="WorkflowVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("body", models.JSONField()),
                ("live_since", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("type", "-number"),
            },
        ),
        migrations.AddField(
            model_name="status",
            name="replaced_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tickets.status",
            ),
        ),
        migrations.AddField(
            model_name="status",
            name="returns",
            field=models.BooleanField(
                default=False,
                help_text="Asks until when, and leads back at that moment",
                verbose_name="comes back by itself",
            ),
        ),
        migrations.AddField(
            model_name="tickettype",
            name="digits",
            field=models.PositiveSmallIntegerField(
                default=5,
                validators=[django.core.validators.MinValueValidator(3), django.core.validators.MaxValueValidator(8)],
                verbose_name="digits",
            ),
        ),
        migrations.AddField(
            model_name="tickettype",
            name="is_default",
            field=models.BooleanField(default=False, verbose_name="chosen beforehand when somebody creates a ticket"),
        ),
        migrations.AddField(
            model_name="tickettype",
            name="oldest_order_days",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(36500),
                ],
                verbose_name="days after which an order is too old",
            ),
        ),
        migrations.AddField(
            model_name="tickettype",
            name="yearly",
            field=models.BooleanField(
                default=True, help_text="The number then has the year in it", verbose_name="begin anew each year"
            ),
        ),
        migrations.AlterField(
            model_name="tickettype",
            name="initial_status",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tickets.status",
                verbose_name="first status",
            ),
        ),
        migrations.AlterField(
            model_name="tickettype",
            name="prefix",
            field=models.CharField(
                error_messages={"unique": "Another type’s numbers begin with this. Choose another prefix."},
                max_length=4,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[A-Z]{1,4}\\Z", "A prefix is one to four capitals from A to Z."
                    )
                ],
                verbose_name="number prefix",
            ),
        ),
        migrations.AlterField(
            model_name="tickettype",
            name="queue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tickets.queue",
                verbose_name="first queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="tickettype",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)), fields=("is_default",), name="tickets_one_default_type"
            ),
        ),
        migrations.AddField(
            model_name="phase",
            name="type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="phases",
                to="tickets.tickettype",
                verbose_name="type",
            ),
        ),
        migrations.AddField(
            model_name="status",
            name="phase_row",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statuses",
                to="tickets.phase",
                verbose_name="phase",
            ),
        ),
        migrations.AddField(
            model_name="workflowdraft",
            name="changed_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="workflowversion",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="workflowversion",
            name="type",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="tickets.tickettype",
            ),
        ),
        migrations.AddConstraint(
            model_name="workflowversion",
            constraint=models.UniqueConstraint(fields=("type", "number"), name="tickets_version_once"),
        ),
    ]
