"""All of it up to 0006_the_last_person_first in one go, for new installations."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import amends.kit.search
import amends.vocabulary.lefts


class Migration(migrations.Migration):
    replaces = [
        ("activities", "0001_initial"),
        ("activities", "0002_indexes_of_grouping"),
        ("activities", "0003_indexes_of_days"),
        ("activities", "0004_latest_deadline_first"),
        ("activities", "0005_submissions"),
        ("activities", "0006_the_last_person_first"),
    ]

    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("tickets", "0012_tickets_without_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activities",
                        to="tickets.ticket",
                        verbose_name="ticket",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="deadline")),
                ("all_day", models.BooleanField(default=True, verbose_name="all day")),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assignee",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("completed_at", models.DateTimeField(null=True, verbose_name="completed")),
                (
                    "completed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="completed by",
                    ),
                ),
                (
                    "rule_id",
                    models.BigIntegerField(help_text="The rule that made it; a rule may be deleted", null=True),
                ),
                ("rule_name", models.CharField(blank=True, max_length=200, verbose_name="created by rule")),
                ("created_by_label", models.CharField(blank=True, max_length=200, verbose_name="created by")),
                ("expired_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("updated_at", models.DateTimeField(verbose_name="changed")),
                (
                    "request_key",
                    models.UUIDField(
                        help_text="Names the submission that made the activity: sent twice, it is made once", null=True
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "activities",
                "ordering": (models.OrderBy(models.F("due_at"), nulls_last=True), "id"),
                "indexes": [
                    models.Index(
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("deleted_at", None), ("status", "open")),
                        name="activities_open_by_due",
                    ),
                    models.Index(
                        models.F("assignee"),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("deleted_at", None), ("status", "open")),
                        name="activities_open_of_person",
                    ),
                    models.Index(
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("deleted_at", None)),
                        name="activities_by_due",
                    ),
                    models.Index(
                        models.F("assignee"),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("deleted_at", None)),
                        name="activities_of_person",
                    ),
                    models.Index(
                        models.OrderBy(models.F("due_at"), descending=True, nulls_last=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("deleted_at", None), ("status", "open")),
                        name="activities_open_by_due_down",
                    ),
                    models.Index(
                        models.OrderBy(models.F("due_at"), descending=True, nulls_last=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("deleted_at", None)),
                        name="activities_by_due_down",
                    ),
                    models.Index(
                        models.OrderBy(models.F("assignee"), descending=True, nulls_last=True),
                        models.OrderBy(models.F("due_at"), descending=True, nulls_last=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("deleted_at", None)),
                        name="activities_of_person_down",
                    ),
                    models.Index(
                        models.F("ticket"),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("deleted_at", None)),
                        name="activities_of_ticket",
                    ),
                    models.Index(
                        models.F("ticket"),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("deleted_at", None), ("status", "open")),
                        name="activities_open_of_ticket",
                    ),
                    models.Index(
                        models.F("ticket"),
                        models.F("request_key"),
                        condition=models.Q(("request_key__isnull", False)),
                        name="activities_of_request",
                    ),
                    models.Index(
                        models.F("created_at"), condition=models.Q(("deleted_at", None)), name="activities_by_creation"
                    ),
                    models.Index(
                        models.F("completed_at"),
                        condition=models.Q(("completed_at__isnull", False), ("deleted_at", None)),
                        name="activities_by_completion",
                    ),
                    amends.kit.search.InfixSearch(
                        amends.kit.search.Trigrams(amends.vocabulary.lefts.Folded("name")),
                        name="activities_name_search",
                    ),
                    models.Index(
                        models.F("due_at"),
                        condition=models.Q(("deleted_at", None), ("expired_at", None), ("status", "open")),
                        name="activities_to_expire",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="activities_activity_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at", None), ("status", "open")),
                            models.Q(("completed_at__isnull", False), ("status", "closed")),
                            _connector="OR",
                        ),
                        name="activities_closed_when_completed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activity_files",
                        to="activities.activity",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file"),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [models.UniqueConstraint(fields=("activity", "file"), name="activities_file_once")],
            },
        ),
    ]
