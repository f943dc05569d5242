"""Lay down the types, statuses, transitions and queues that come with Amends."""

from django.db import migrations

from amends.tickets.defaults import lay_down


def forwards(apps, schema_editor):
    lay_down(lambda name: apps.get_model("tickets", name))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
