"""What is set up for tickets says when it changes, so that processes may keep it."""

from django.db import migrations

from amends.kit.versions import renewed_by


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_default_workflows"), ("kit", "0002_versions")]

    operations = [
        renewed_by("tickets_tickettype", "workflow"),
        renewed_by("tickets_status", "workflow"),
        renewed_by("tickets_transition", "workflow"),
        renewed_by("tickets_queue", "queues"),
        renewed_by("tickets_tag", "tags"),
    ]
