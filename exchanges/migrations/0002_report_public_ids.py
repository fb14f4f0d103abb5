"""Each report has an id for addresses: readers report its words by it."""

from typing import Any

from django.db import migrations, models

import unions.fields


def give_ids(apps: Any, _editor: Any) -> None:
    """Give every row that stands an id of its own."""
    rows = apps.get_model("exchanges", "ExchangeReport").objects
    for pk in rows.values_list("pk", flat=True):
        rows.filter(pk=pk).update(public_id=unions.fields.random_public_id())


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0001_initial")]

    operations = [
        migrations.AddField("exchangereport", "public_id", models.CharField(max_length=12, null=True)),
        migrations.RunPython(give_ids, migrations.RunPython.noop),
        migrations.AlterField("exchangereport", "public_id", unions.fields.PublicIdField()),
    ]
