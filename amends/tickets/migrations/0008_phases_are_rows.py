"""The phase of a status, until now one of five words, becomes a row of its type."""

import django.db.models.deletion
from django.db import migrations, models

from amends.kit.versions import renewed_by
from amends.tickets.defaults import lay_down_phases


def make_rows(apps, schema_editor):
    """Every type gets the five phases; each status goes to the one it named."""
    phase, status = apps.get_model("tickets", "Phase"), apps.get_model("tickets", "Status")
    for place, ticket_type in enumerate(apps.get_model("tickets", "TicketType").objects.order_by("position", "id")):
        for word, row in lay_down_phases(phase, ticket_type).items():
            status.objects.filter(type=ticket_type, phase=word).update(phase_row=row)
        if place == 0:
            ticket_type.is_default = True
            ticket_type.save(update_fields=["is_default"])
    # what was written is looked at now, so that the table can be altered in the same transaction
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_workflows_of_types")]

    operations = [
        migrations.RunPython(make_rows),
        migrations.RemoveField(model_name="status", name="phase"),
        migrations.RenameField(model_name="status", old_name="phase_row", new_name="phase"),
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
        renewed_by("tickets_phase", "workflow"),
    ]
