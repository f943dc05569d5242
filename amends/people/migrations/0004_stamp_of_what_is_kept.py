"""What processes keep of people is read anew when that changes, and no longer with every sign-in."""

from django.db import migrations

from amends.kit.versions import renewed_by

KEPT = (
    *("email", "name", "role", "language", "time_zone", "theme", "density"),
    *("is_active", "invited_at", "joined_at", "deactivated_at"),
)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_stamp")]

    operations = [
        migrations.RunSQL(
            "DROP TRIGGER people_user_renews_people ON people_user",
            "SELECT 1",
        ),
        renewed_by("people_user", "people", KEPT),
    ]
