"""All of it up to 0003_events_go_first in one go, for new installations."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("notifications", "0001_initial"),
        ("notifications", "0002_of_any_subject"),
        ("notifications", "0003_events_go_first"),
    ]

    initial = True

    dependencies = [
        ("journal", "0003_pending"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("ticket_assigned", "A ticket is assigned to me"),
                            ("activity_assigned", "An activity is assigned to me"),
                            ("activity_expired", "The deadline of my activity has passed"),
                            ("due_today", "In the morning: activities that are due today"),
                            ("concerned", "Something else happens that concerns me"),
                        ],
                        max_length=20,
                    ),
                ),
                ("occurrence", models.CharField(max_length=40)),
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
                ("by", models.CharField(blank=True, max_length=200)),
                ("by_rule", models.BooleanField(default=False)),
                ("subject_kind", models.CharField(blank=True, max_length=20)),
                ("subject_id", models.BigIntegerField(null=True)),
                ("ticket_number", models.CharField(blank=True, max_length=20)),
                ("activity_id", models.BigIntegerField(null=True)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("count", models.PositiveIntegerField(default=0)),
                ("read_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "-id"], name="notifications_of_user"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["user"], name="notifications_unread"),
                    models.Index(fields=["created_at"], name="notifications_created"),
                ],
                "constraints": [models.UniqueConstraint(fields=("user", "occurrence"), name="notifications_once")],
            },
        ),
        migrations.CreateModel(
            name="Silence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="silences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("ticket_assigned", "A ticket is assigned to me"),
                            ("activity_assigned", "An activity is assigned to me"),
                            ("activity_expired", "The deadline of my activity has passed"),
                            ("due_today", "In the morning: activities that are due today"),
                            ("concerned", "Something else happens that concerns me"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "reason"), name="notifications_silence_once")],
            },
        ),
    ]
