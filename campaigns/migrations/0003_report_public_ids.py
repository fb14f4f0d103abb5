"""Each report has an id for addresses: readers report its words by it."""

from typing import Any

from django.db import migrations, models

import unions.fields


def give_ids(apps: Any, _editor: Any) -> None:
    """Give every row that stands an id of its own."""
    rows = apps.get_model("campaigns", "ActionReport").objects
    for pk in rows.values_list("pk", flat=True):
        rows.filter(pk=pk).update(public_id=unions.fields.random_public_id())


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_day_hidden_names")]

    operations = [
        migrations.AddField("actionreport", "public_id", models.CharField(max_length=12, null=True)),
        migrations.RunPython(give_ids, migrations.RunPython.noop),
        migrations.AlterField("actionreport", "public_id", unions.fields.PublicIdField()),
    ]
