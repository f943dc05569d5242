import datetime

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from amends.kit.versions import renewed_by

KNOWN = (
    ("CZ", datetime.date(2023, 1, 6), 30, "Zákon č. 634/1992 Sb., § 19 odst. 3"),
    ("PL", datetime.date(2023, 1, 1), 14, "Ustawa z 30 maja 2014 r. o prawach konsumenta, art. 7a ust. 1"),
)
"""What the law gave for warranty claims when this was written, in its present wording since that day."""


def lay_down(apps, schema_editor):
    claim = apps.get_model("tickets", "TicketType").objects.filter(code="warranty_claim").first()
    if claim is None:
        return
    for country, valid_from, days, source in KNOWN:
        apps.get_model("tickets", "LegalPeriod").objects.create(
            type=claim, country=country, valid_from=valid_from, days=days, source=source
        )


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0012_tickets_without_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            ],
            options={
                "ordering": ("type", "country", "-valid_from"),
                "constraints": [
                    models.UniqueConstraint(fields=("type", "country", "valid_from"), name="tickets_legal_period_once")
                ],
            },
        ),
        renewed_by("tickets_legalperiod", "legal_periods"),
        migrations.RunPython(lay_down, migrations.RunPython.noop),
    ]
