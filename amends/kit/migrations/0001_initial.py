"""The text functions that search columns and their indexes are made of."""

from django.db import migrations

from amends.kit.search import INSTALL, REMOVE


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(sql=[(statement, None) for statement in INSTALL], reverse_sql=[(s, None) for s in REMOVE]),
    ]
