"""Stamps of what processes keep in memory."""

from django.db import migrations

from amends.kit.versions import INSTALL, REMOVE


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_initial")]
    operations = [
        migrations.RunSQL(sql=[(statement, None) for statement in INSTALL], reverse_sql=[(s, None) for s in REMOVE]),
    ]
