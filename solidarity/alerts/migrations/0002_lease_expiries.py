from django.db import migrations, models


class Migration(migrations.Migration):
    """Counts the workers that never said what became of a copy."""

    dependencies = [("alerts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="alertdelivery",
            name="lease_expiries",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
