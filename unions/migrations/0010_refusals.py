"""It is kept in mind which former addresses of an organisation's office wanted no mail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("unions", "0009_ways_to_a_person")]

    operations = [
        migrations.AddField(
            model_name="recipient",
            name="refusals",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
    ]
