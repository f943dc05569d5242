"""A change among people is noticed by processes that keep their names."""

from django.db import migrations

from amends.kit.versions import renewed_by


class Migration(migrations.Migration):
    dependencies = [("people", "0002_cache_table"), ("kit", "0002_versions")]

    operations = [renewed_by("people_user", "people")]
