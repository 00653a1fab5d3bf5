"""What was left out when it was done no longer makes room for what was left when it was undone."""

from django.db import migrations, models

# Of what is undone already, the first list is lost.
APART = "UPDATE base_operation SET skipped = kept, kept = '[]' WHERE undone_at IS NULL"
TOGETHER = "UPDATE base_operation SET kept = skipped WHERE undone_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("base", "0001_people_and_house")]

    operations = [
        migrations.AddField(
            model_name="operation",
            name="skipped",
            field=models.JSONField(blank=True, default=list, verbose_name="left out when it was done"),
        ),
        migrations.AlterField(
            model_name="operation",
            name="kept",
            field=models.JSONField(blank=True, default=list, verbose_name="left when it was undone"),
        ),
        migrations.RunSQL(APART, TOGETHER),
    ]
