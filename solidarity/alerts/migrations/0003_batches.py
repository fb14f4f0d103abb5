"""Copies are queued by batch: what waits already is put into batches, and no index names what ends a copy."""

import django.db.models.deletion
from django.db import migrations, models

LEAVE_ROOM = "ALTER TABLE alerts_alertdelivery SET (fillfactor = 70)"
FILL = "ALTER TABLE alerts_alertdelivery RESET (fillfactor)"
FREE = """
    UPDATE alerts_alertdelivery
    SET lease = NULL, leased_until = NULL, lease_expiries = lease_expiries + (state = 'waiting')::int
    WHERE channel <> 'digest' AND lease IS NOT NULL
"""
QUEUE = """
    INSERT INTO alerts_alertbatch (announcement_id, channel, round, first, last, attempts, not_before)
    SELECT announcement_id, channel, 0, min(recipient_id), max(recipient_id), 0, min(not_before)
    FROM (
        SELECT announcement_id, channel, recipient_id, not_before,
            (row_number() OVER (PARTITION BY announcement_id, channel ORDER BY recipient_id) - 1) / 1000 AS part
        FROM alerts_alertdelivery WHERE state = 'waiting' AND channel <> 'digest'
    ) AS waiting GROUP BY announcement_id, channel, part
"""


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0002_ways_to_a_person"),
        ("unions", "0009_ways_to_a_person"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlertBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("mail", "Mail"),
                            ("digest", "Digest by mail"),
                            ("push", "Push to a device"),
                            ("chat", "Chat"),
                        ],
                        max_length=10,
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("not_before", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("lease", models.UUIDField(blank=True, null=True)),
                ("begun", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "batch of alerts",
                "verbose_name_plural": "batches of alerts",
            },
        ),
        migrations.RemoveIndex(
            model_name="alertdelivery",
            name="alert_waiting",
        ),
        migrations.RemoveIndex(
            model_name="alertdelivery",
            name="alert_waiting_own",
        ),
        migrations.RemoveIndex(
            model_name="alertdelivery",
            name="alert_digest",
        ),
        migrations.AddField(
            model_name="alertdelivery",
            name="is_gathered",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Q(("channel", "digest"), ("state", "waiting")),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.AddField(
            model_name="alertdelivery",
            name="round",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddIndex(
            model_name="alertdelivery",
            index=models.Index(condition=models.Q(("is_gathered", True)), fields=["not_before"], name="alert_gathered"),
        ),
        migrations.AddField(
            model_name="alertbatch",
            name="announcement",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="batches",
                to="unions.announcement",
            ),
        ),
        migrations.AddIndex(
            model_name="alertbatch",
            index=models.Index(fields=["announcement", "channel", "attempts", "not_before"], name="alert_batch_next"),
        ),
        migrations.RunSQL(LEAVE_ROOM, FILL),
        migrations.RunSQL(FREE, migrations.RunSQL.noop),
        migrations.RunSQL(QUEUE, migrations.RunSQL.noop),
    ]
