"""What the directory searches and sorts by, and who counted the members of an organisation."""

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
        migrations.AddField(
            model_name="organisation",
            name="members_counted_by",
            field=models.CharField(
                blank=True,
                default="",
                choices=[
                    ("self", "the organisation itself"),
                    ("regulator", "a public register"),
                    ("federation", "its federation"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="members_counted_in",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of this number"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("member_count__isnull", False),
                    models.Q(("members_counted_by", ""), ("members_counted_in__isnull", True)),
                    _connector="OR",
                ),
                name="organisation_counted_only_with_a_number",
            ),
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
