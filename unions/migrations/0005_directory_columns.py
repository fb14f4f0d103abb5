"""What the directory searches and sorts by."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("unions", "0004_standing_and_duties"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="search_text",
            field=models.TextField(db_default="", default="", editable=False),
        ),
        migrations.AddIndex(
            model_name="employer",
            index=models.Index(fields=["folded_name", "id"], name="employer_by_name"),
        ),
        migrations.AddIndex(
            model_name="employer",
            index=GinIndex(fields=["folded_name"], name="employer_search", opclasses=["gin_trgm_ops"]),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["folded_name", "id"], name="organisation_by_name"),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=GinIndex(fields=["search_text"], name="organisation_search", opclasses=["gin_trgm_ops"]),
        ),
        migrations.AddIndex(
            model_name="organisationlanguage",
            index=models.Index(fields=["language", "organisation"], name="organisation_by_language"),
        ),
    ]
