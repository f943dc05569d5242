from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("automations", "0002_subjects_of_any_kind")]

    operations = [
        migrations.RemoveIndex(model_name="due", name="automations_due_next"),
        migrations.AddIndex(
            model_name="due",
            index=models.Index(
                condition=models.Q(("failed_at", None)), fields=["large", "event"], name="automations_due_next"
            ),
        ),
    ]
