from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("executions", "0001_initial")]

    operations = [
        migrations.AddField(model_name="execution", name="forgotten_at", field=models.DateTimeField(null=True)),
    ]
