"""All of it up to 0013_legal_periods in one go, for new installations."""

import datetime
import re

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import amends.configured.models
import amends.kit.search
from amends.kit.versions import renewed_by
from amends.tickets.defaults import lay_down

STAMPS = {
    "workflow": ("tickettype", "status", "transition", "phase"),
    "queues": ("queue",),
    "tags": ("tag",),
    "memberships": ("queuemembership",),
    "first_queues": ("firstqueue",),
    "categories": ("category",),
    "branches": ("branch",),
    "custom_fields": ("customfield", "fieldoption", "formsection", "fieldplacement"),
    "legal_periods": ("legalperiod",),
}

KNOWN = (
    ("CZ", datetime.date(2023, 1, 6), 30, "Zákon č. 634/1992 Sb., § 19 odst. 3"),
    ("PL", datetime.date(2023, 1, 1), 14, "Ustawa z 30 maja 2014 r. o prawach konsumenta, art. 7a ust. 1"),
)
"""What the law gave for warranty claims when this was written, in its present wording since that day."""


def forwards(apps, schema_editor):
    """The types, statuses, transitions, queues and legal periods that come with Amends."""
    lay_down(lambda name: apps.get_model("tickets", name))
    claim = apps.get_model("tickets", "TicketType").objects.get(code="warranty_claim")
    for country, valid_from, days, source in KNOWN:
        apps.get_model("tickets", "LegalPeriod").objects.create(
            type=claim, country=country, valid_from=valid_from, days=days, source=source
        )


class Migration(migrations.Migration):
    replaces = [
        ("tickets", "0001_initial"),
        ("tickets", "0002_default_workflows"),
        ("tickets", "0003_stamps"),
        ("tickets", "0004_indexes_of_lists"),
        ("tickets", "0005_indexes_of_days"),
        ("tickets", "0006_configured_things"),
        ("tickets", "0007_workflows_of_types"),
        ("tickets", "0008_phases_are_rows"),
        ("tickets", "0009_first_queues"),
        ("tickets", "0010_categories"),
        ("tickets", "0011_custom_fields"),
        ("tickets", "0012_tickets_without_texts"),
        ("tickets", "0013_legal_periods"),
    ]

    initial = True

    dependencies = [
        ("contacts", "0001_initial"),
        ("files", "0001_initial"),
        ("kit", "0002_versions"),
        ("orders", "0003_sources"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Branch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
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
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
            ],
            options={
                "verbose_name_plural": "branches",
                "ordering": ("position", "code"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CreationHabit",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("notify_customer", models.BooleanField(default=False)),
                ("assign_to_me", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
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
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("lines", "Long text"),
                            ("number", "Number"),
                            ("money", "Money"),
                            ("date", "Date"),
                            ("flag", "Yes or no"),
                            ("choice", "Dropdown"),
                            ("choices", "Several choices"),
                            ("url", "Link"),
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("iban", "IBAN"),
                            ("cz_account", "Czech account number"),
                            ("branch", "Branch"),
                            ("file", "File"),
                        ],
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("ticket", "Ticket"), ("product", "Product")],
                        default="ticket",
                        max_length=8,
                        verbose_name="asked once per",
                    ),
                ),
                (
                    "helps",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        validators=[amends.configured.models.check_words],
                        verbose_name="help text",
                    ),
                ),
                ("is_searched", models.BooleanField(default=False, verbose_name="kept ready to search")),
                ("ready_at", models.DateTimeField(editable=False, null=True, verbose_name="ready to search since")),
            ],
            options={
                "verbose_name": "custom field",
                "ordering": ("position", "code"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Queue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
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
            ],
            options={
                "ordering": ("position", "code"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
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
                (
                    "colour",
                    models.CharField(
                        default="#5b6b73",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^#[0-9a-f]{6}\\Z"), "Write a colour as # and six digits, such as #06617d."
                            )
                        ],
                        verbose_name="colour",
                    ),
                ),
                (
                    "second_colour",
                    models.CharField(
                        blank=True,
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^#[0-9a-f]{6}\\Z"), "Write a colour as # and six digits, such as #06617d."
                            )
                        ],
                        verbose_name="second colour",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "code"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
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
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="tickets.category",
                        verbose_name="inside",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "categories",
                "ordering": ("position", "code"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FieldOption",
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
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="tickets.customfield",
                        verbose_name="field",
                    ),
                ),
                ("code", models.CharField(max_length=80, unique=True, verbose_name="code")),
            ],
            options={
                "verbose_name": "option",
                "ordering": ("field", "position", "code"),
            },
        ),
        migrations.CreateModel(
            name="QueueMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="queue_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "queue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="tickets.queue"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "queue"), name="tickets_queue_membership_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
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
                (
                    "prefix",
                    models.CharField(
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
                (
                    "digits",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(3),
                            django.core.validators.MaxValueValidator(8),
                        ],
                        verbose_name="digits",
                    ),
                ),
                (
                    "yearly",
                    models.BooleanField(
                        default=True,
                        help_text="The number then has the year in it",
                        verbose_name="begin anew each year",
                    ),
                ),
                ("icon", models.CharField(default="ticket", max_length=40, verbose_name="icon")),
                (
                    "colour",
                    models.CharField(
                        default="#06617d",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^#[0-9a-f]{6}\\Z"), "Write a colour as # and six digits, such as #06617d."
                            )
                        ],
                        verbose_name="colour",
                    ),
                ),
                (
                    "queue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tickets.queue",
                        verbose_name="first queue",
                    ),
                ),
                (
                    "is_default",
                    models.BooleanField(default=False, verbose_name="chosen beforehand when somebody creates a ticket"),
                ),
                (
                    "oldest_order_days",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(36500),
                        ],
                        verbose_name="days after which an order is too old",
                    ),
                ),
                (
                    "reason_names",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What is asked of each product, per language",
                        validators=[amends.configured.models.check_words],
                        verbose_name="question about a product",
                    ),
                ),
                ("is_built_in", models.BooleanField(default=False, verbose_name="comes with Amends")),
            ],
            options={
                "ordering": ("position", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("is_default",),
                        name="tickets_one_default_type",
                    )
                ],
            },
        ),
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
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phases",
                        to="tickets.tickettype",
                        verbose_name="type",
                    ),
                ),
                ("code", models.CharField(max_length=80, unique=True, verbose_name="code")),
            ],
            options={
                "ordering": ("type__position", "position", "id"),
            },
        ),
        migrations.CreateModel(
            name="Status",
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
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statuses",
                        to="tickets.tickettype",
                        verbose_name="type",
                    ),
                ),
                ("code", models.CharField(max_length=80, unique=True, verbose_name="code")),
                (
                    "phase",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statuses",
                        to="tickets.phase",
                        verbose_name="phase",
                    ),
                ),
                (
                    "turn",
                    models.CharField(
                        choices=[
                            ("ours", "Our turn"),
                            ("customer", "Customer’s turn"),
                            ("third", "Third party’s turn"),
                            ("closed", "Done"),
                        ],
                        max_length=10,
                        verbose_name="whose turn",
                    ),
                ),
                (
                    "colour",
                    models.CharField(
                        blank=True,
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^#[0-9a-f]{6}\\Z"), "Write a colour as # and six digits, such as #06617d."
                            )
                        ],
                        verbose_name="colour",
                    ),
                ),
                (
                    "refusals",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What is said, per language, when the workflow does not lead here from the present status",
                        validators=[amends.configured.models.check_words],
                        verbose_name="reason when not reachable",
                    ),
                ),
                (
                    "returns",
                    models.BooleanField(
                        default=False,
                        help_text="Asks until when, and leads back at that moment",
                        verbose_name="comes back by itself",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tickets.status",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "statuses",
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
                (
                    "changed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="series", to="tickets.tickettype"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("type", "year"), name="tickets_series_once")],
            },
        ),
        migrations.CreateModel(
            name="LegalPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "type",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="legal_periods",
                        to="tickets.tickettype",
                        verbose_name="type",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True, help_text="Empty: every other country", max_length=2, verbose_name="country"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="calendar days",
                    ),
                ),
                (
                    "source",
                    models.CharField(help_text="The act and its section", max_length=300, verbose_name="source"),
                ),
            ],
            options={
                "ordering": ("type", "country", "-valid_from"),
                "constraints": [
                    models.UniqueConstraint(fields=("type", "country", "valid_from"), name="tickets_legal_period_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FormSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="form_sections",
                        to="tickets.tickettype",
                    ),
                ),
                ("reader", models.CharField(choices=[("staff", "Staff"), ("portal", "Portal")], max_length=8)),
                (
                    "scope",
                    models.CharField(
                        choices=[("ticket", "Ticket"), ("product", "Product")], default="ticket", max_length=8
                    ),
                ),
                ("names", models.JSONField(blank=True, default=dict)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ("position", "id"),
                "indexes": [models.Index(models.F("type"), models.F("reader"), name="tickets_sections_of_form")],
            },
        ),
        migrations.CreateModel(
            name="FirstQueue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "type",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="first_queues",
                        to="tickets.tickettype",
                        verbose_name="type",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orders.shop",
                        verbose_name="shop",
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=8, verbose_name="language")),
                (
                    "queue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="first_queues",
                        to="tickets.queue",
                        verbose_name="queue",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("type", "shop", "language"), name="tickets_first_queue_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("shop", None)),
                        fields=("type", "language"),
                        name="tickets_first_queue_of_any_shop_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="transitions", to="tickets.tickettype"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ways_out", to="tickets.status"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ways_in", to="tickets.status"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "target"), name="tickets_transition_once"),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="tickets_transition_moves",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkflowVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "type",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="tickets.tickettype",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("body", models.JSONField()),
                ("live_since", models.DateTimeField(null=True)),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("type", "-number"),
                "constraints": [models.UniqueConstraint(fields=("type", "number"), name="tickets_version_once")],
            },
        ),
        migrations.CreateModel(
            name="FieldPlacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="placements", to="tickets.formsection"
                    ),
                ),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="placements", to="tickets.customfield"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_required", models.BooleanField(default=False)),
                ("names", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ("position", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("section", "field"), name="tickets_field_once_in_section")
                ],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="tickets.tickettype",
                        verbose_name="type",
                    ),
                ),
                (
                    "status",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="tickets.status",
                        verbose_name="status",
                    ),
                ),
                (
                    "queue",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="tickets.queue",
                        verbose_name="queue",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="tickets.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agent",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[("low", "Low"), ("normal", "Normal"), ("high", "High"), ("urgent", "Urgent")],
                        default="normal",
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("email", "E-mail"),
                            ("branch", "In person at a branch"),
                            ("portal", "Customer portal"),
                            ("api", "API"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="source",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="contacts.contact",
                        verbose_name="contact",
                    ),
                ),
                ("customer_name", models.CharField(blank=True, max_length=200, verbose_name="customer")),
                ("email", models.CharField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tickets",
                        to="orders.order",
                        verbose_name="order",
                    ),
                ),
                ("order_code", models.CharField(blank=True, max_length=100, verbose_name="order number")),
                ("ordered_on", models.DateField(blank=True, null=True, verbose_name="order date")),
                ("carrier", models.CharField(blank=True, max_length=120, verbose_name="carrier")),
                ("language", models.CharField(blank=True, max_length=8, verbose_name="language")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                (
                    "custom",
                    models.JSONField(
                        blank=True,
                        db_default=models.Value({}, models.JSONField()),
                        default=dict,
                        help_text="Values by the code of the field",
                        verbose_name="custom fields",
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="deadline")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "waiting_since",
                    models.DateTimeField(
                        help_text="When the turn last passed to whoever has it; empty once closed",
                        null=True,
                        verbose_name="waiting since",
                    ),
                ),
                ("last_customer_reply_at", models.DateTimeField(null=True, verbose_name="last customer reply")),
                ("last_agent_reply_at", models.DateTimeField(null=True, verbose_name="last agent reply")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("updated_at", models.DateTimeField(verbose_name="changed")),
                (
                    "request_key",
                    models.UUIDField(
                        help_text="Names the submission that made the ticket: sent twice, it is made once",
                        null=True,
                        unique=True,
                    ),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=amends.kit.search.Searchable(
                            "number",
                            "subject",
                            "customer_name",
                            "email",
                            "phone",
                            "order_code",
                            numbers=("phone", "order_code"),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="tickets_by_creation",
                    ),
                    models.Index(
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("closed_at", None)),
                        name="tickets_open_by_creation",
                    ),
                    models.Index(
                        models.F("status"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="tickets_of_status",
                    ),
                    models.Index(
                        models.F("status"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("closed_at", None)),
                        name="tickets_open_of_status",
                    ),
                    models.Index(
                        models.F("queue"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="tickets_of_queue",
                    ),
                    models.Index(
                        models.F("queue"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("closed_at", None)),
                        name="tickets_open_of_queue",
                    ),
                    models.Index(
                        models.F("category"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("category__isnull", False)),
                        name="tickets_of_category",
                    ),
                    models.Index(
                        models.F("agent"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="tickets_of_agent",
                    ),
                    models.Index(
                        models.F("agent"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("closed_at", None)),
                        name="tickets_open_of_agent",
                    ),
                    models.Index(
                        models.OrderBy(models.F("due_at"), nulls_last=True),
                        models.OrderBy(models.F("id")),
                        name="tickets_by_deadline",
                    ),
                    models.Index(
                        models.OrderBy(models.F("due_at"), descending=True, nulls_last=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="tickets_by_deadline_down",
                    ),
                    models.Index(
                        models.OrderBy(models.F("due_at"), nulls_last=True),
                        models.OrderBy(models.F("id")),
                        condition=models.Q(("closed_at", None)),
                        name="tickets_open_by_deadline",
                    ),
                    models.Index(
                        models.OrderBy(models.F("due_at"), descending=True, nulls_last=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("closed_at", None)),
                        name="tickets_open_by_deadline_down",
                    ),
                    models.Index(
                        models.OrderBy(models.F("waiting_since"), nulls_last=True),
                        models.OrderBy(models.F("id")),
                        name="tickets_by_waiting",
                    ),
                    models.Index(
                        models.OrderBy(models.F("waiting_since"), descending=True, nulls_last=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="tickets_by_waiting_down",
                    ),
                    models.Index(
                        models.OrderBy(models.F("waiting_since"), nulls_last=True),
                        models.OrderBy(models.F("id")),
                        condition=models.Q(("closed_at", None)),
                        name="tickets_open_by_waiting",
                    ),
                    models.Index(
                        models.OrderBy(models.F("waiting_since"), descending=True, nulls_last=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("closed_at", None)),
                        name="tickets_open_by_waiting_down",
                    ),
                    models.Index(
                        models.F("closed_at"),
                        condition=models.Q(("closed_at__isnull", False)),
                        name="tickets_by_closing",
                    ),
                    models.Index(
                        models.F("ordered_on"),
                        condition=models.Q(("ordered_on__isnull", False)),
                        name="tickets_by_order_date",
                    ),
                    models.Index(
                        models.F("last_customer_reply_at"),
                        condition=models.Q(("last_customer_reply_at__isnull", False)),
                        name="tickets_by_customer_reply",
                    ),
                    models.Index(
                        models.F("last_agent_reply_at"),
                        condition=models.Q(("last_agent_reply_at__isnull", False)),
                        name="tickets_by_agent_reply",
                    ),
                    models.Index(
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("subject__gt", ""), _negated=True),
                        name="tickets_without_subject",
                    ),
                    models.Index(
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("customer_name__gt", ""), _negated=True),
                        name="tickets_without_customer_name",
                    ),
                    models.Index(
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("email__gt", ""), _negated=True),
                        name="tickets_without_email",
                    ),
                    models.Index(
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("phone__gt", ""), _negated=True),
                        name="tickets_without_phone",
                    ),
                    models.Index(
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("order_code__gt", ""), _negated=True),
                        name="tickets_without_order_code",
                    ),
                    models.Index(
                        models.F("status"),
                        models.F("last_customer_reply_at"),
                        condition=models.Q(("closed_at", None)),
                        name="tickets_open_status_customer",
                    ),
                    models.Index(
                        models.F("status"),
                        models.F("last_agent_reply_at"),
                        condition=models.Q(("closed_at", None)),
                        name="tickets_open_status_agent",
                    ),
                    models.Index(
                        models.F("last_customer_reply_at"),
                        condition=models.Q(("closed_at", None)),
                        name="tickets_open_customer_reply",
                    ),
                    models.Index(
                        models.F("last_agent_reply_at"),
                        condition=models.Q(("closed_at", None)),
                        name="tickets_open_agent_reply",
                    ),
                    models.Index(
                        models.F("updated_at"), condition=models.Q(("closed_at", None)), name="tickets_open_touched"
                    ),
                    amends.kit.search.InfixSearch(amends.kit.search.Trigrams("search"), name="tickets_search"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("customer_name", ""), ("email", ""), _negated=True),
                        name="tickets_ticket_has_a_customer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticket_tags",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticket_tags",
                        to="tickets.tag",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tag", "ticket"], name="tickets_with_tag")],
                "constraints": [models.UniqueConstraint(fields=("ticket", "tag"), name="tickets_tag_once")],
            },
        ),
        migrations.CreateModel(
            name="TicketFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ticket_files", to="tickets.ticket"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file"),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [models.UniqueConstraint(fields=("ticket", "file"), name="tickets_file_once")],
            },
        ),
        migrations.CreateModel(
            name="TicketItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="tickets.ticket"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("code", models.CharField(blank=True, max_length=120, verbose_name="product code")),
                ("name", models.CharField(max_length=300, verbose_name="product")),
                ("quantity", models.DecimalField(decimal_places=3, default=1, max_digits=12, verbose_name="quantity")),
                (
                    "ordered_quantity",
                    models.DecimalField(decimal_places=3, max_digits=12, null=True, verbose_name="ordered"),
                ),
                ("unit_price", models.DecimalField(decimal_places=4, max_digits=14, null=True, verbose_name="price")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "custom",
                    models.JSONField(
                        blank=True,
                        db_default=models.Value({}, models.JSONField()),
                        default=dict,
                        verbose_name="custom fields",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "id"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="tickets_item_more_than_none"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ordered_quantity", None), ("quantity__lte", models.F("ordered_quantity")), _connector="OR"
                        ),
                        name="tickets_item_within_order",
                    ),
                ],
            },
        ),
        migrations.AddField(
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
        migrations.AddField(
            model_name="ticket",
            name="tags",
            field=models.ManyToManyField(related_name="tickets", through="tickets.TicketTag", to="tickets.tag"),
        ),
        # Where phases became rows the index was made under another name, and it keeps that.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("CREATE INDEX tickets_status_phase_row_id_c70c4c7d ON tickets_status (phase_id)")
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="status",
                    name="phase",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statuses",
                        to="tickets.phase",
                        verbose_name="phase",
                    ),
                ),
            ],
        ),
        # Days are kept as texts. The server's own way from text to date follows its settings, so no index could hold it.
        migrations.RunSQL(
            "CREATE OR REPLACE FUNCTION amends_day(text) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS"
            " $f$SELECT make_date(substr($1, 1, 4)::int, substr($1, 6, 2)::int, substr($1, 9, 2)::int)$f$",
            "DROP FUNCTION IF EXISTS amends_day(text)",
        ),
        *(renewed_by(f"tickets_{table}", stamp) for stamp, tables in STAMPS.items() for table in tables),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
