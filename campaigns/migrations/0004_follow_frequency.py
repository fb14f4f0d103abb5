"""A campaign that is followed comes as often as its follower wants; those who follow one already, at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_report_public_ids")]

    operations = [
        migrations.AddField(
            model_name="campaignfollow",
            name="frequency",
            field=models.CharField(
                choices=[("at_once", "At once"), ("daily", "Once a day"), ("weekly", "Once a week")],
                db_default="at_once",
                default="at_once",
                max_length=10,
            ),
        ),
    ]
