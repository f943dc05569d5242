"""All of it up to 0005_leaving in one go, for new installations."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import amends.people.models.user
from amends.kit.versions import renewed_by

CACHE = """
CREATE TABLE django_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX django_cache_expires ON django_cache (expires);
"""  # sign-in throttling counts in it, so it must exist from the first request

KEPT = (
    *("email", "name", "role", "language", "time_zone", "theme", "density"),
    *("is_active", "invited_at", "joined_at", "deactivated_at"),
)


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_cache_table"),
        ("people", "0003_stamp"),
        ("people", "0004_stamp_of_what_is_kept"),
        ("people", "0005_leaving"),
    ]

    initial = True

    dependencies = [
        ("kit", "0002_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="Name")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="people_team_name_once",
                        violation_error_message="There is a team of this name already. Choose another name.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "email",
                    models.EmailField(
                        error_messages={"unique": "Somebody has this address."},
                        max_length=254,
                        unique=True,
                        verbose_name="E-mail",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="Name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "Administrator"),
                            ("manager", "Manager"),
                            ("agent", "Agent"),
                            ("limited", "Limited agent"),
                        ],
                        default="agent",
                        max_length=20,
                        verbose_name="Role",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("cs", "Czech"), ("pl", "Polish")],
                        default=amends.people.models.user.default_language,
                        max_length=5,
                        verbose_name="Language",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default=amends.people.models.user.default_time_zone, max_length=60, verbose_name="Time zone"
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        choices=[("light", "Light"), ("dark", "Dark"), ("system", "System")],
                        default="system",
                        max_length=10,
                        verbose_name="Appearance",
                    ),
                ),
                (
                    "density",
                    models.CharField(
                        choices=[("compact", "Compact"), ("comfortable", "Comfortable")],
                        default="compact",
                        max_length=15,
                        verbose_name="Density",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("invited_at", models.DateTimeField(blank=True, null=True)),
                ("joined_at", models.DateTimeField(blank=True, null=True)),
                ("deactivated_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sign_out_count", models.PositiveIntegerField(default=0)),
                (
                    "teams",
                    models.ManyToManyField(blank=True, related_name="users", to="people.team", verbose_name="Teams"),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="people_user_email_lower",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="Name")),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("read", "Read what you may see"),
                                ("write", "Read and change tickets, activities, contacts and orders"),
                                ("manage", "Read, change, and manage automations and settings"),
                            ],
                            max_length=10,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("prefix", models.CharField(max_length=12, unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="Expires")),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Leaving",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="leaving",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("actor", models.JSONField()),
                ("places", models.JSONField(default=dict)),
                ("heard_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.RunSQL(CACHE, "DROP TABLE django_cache"),
        renewed_by("people_user", "people", KEPT),
    ]
