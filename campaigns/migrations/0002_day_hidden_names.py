"""Two days of a campaign may both have lost their names: what the network has hidden is no name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="dayofaction", name="day_once_per_campaign"),
        migrations.AddConstraint(
            model_name="dayofaction",
            constraint=models.UniqueConstraint(
                fields=["campaign", "name"],
                condition=models.Q(("name", "[· · ·]"), _negated=True),
                name="day_once_per_campaign",
            ),
        ),
    ]
