"""Fan-out: one row for each member of the audience, written by the database itself, in chunks that can be resumed."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Case, CharField, Exists, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Now

from solidarity.alerts.models import AlertDelivery, Channel, DeliveryState
from unions.announcements import KindOfNews, kind_of_news
from unions.models import Announcement, Recipient, Unsubscription

CHUNK = 20_000

INSERT = """
    INSERT INTO alerts_alertdelivery
        (announcement_id, channel, recipient_id, state, reason, why, attempts, not_before, ended_at)
    SELECT %s, %s, chunk.id, CASE chunk.hindrance WHEN '' THEN %s ELSE %s END, chunk.hindrance, chunk.why, 0,
        clock_timestamp(), CASE chunk.hindrance WHEN '' THEN NULL ELSE clock_timestamp() END
    FROM ({chunk}) AS chunk (id, hindrance, why)
    ON CONFLICT DO NOTHING
"""


@transaction.atomic
def write_next_chunk(announcement_id: int) -> bool:
    """Write the rows of the next part of the audience, and say whether there may be another part.

    The audience is frozen by the highest recipient of the moment it is opened; the rows say how far it has come.
    """
    wave = Announcement.objects.select_for_update(skip_locked=True).filter(
        pk=announcement_id, fanned_out_at__isnull=True, cancelled_at__isnull=True
    )
    announcement = wave.first()
    if announcement is None:
        return False
    if announcement.highest_recipient_id is None:
        announcement.highest_recipient_id = Recipient.objects.aggregate(highest=Max("pk"))["highest"] or 0
        announcement.save(update_fields=["highest_recipient_id"])
    if _insert(announcement) == CHUNK:
        return True
    Announcement.objects.filter(pk=announcement_id).update(fanned_out_at=Now())
    return False


def hindrances(recipients: "QuerySet[Recipient]", kind: KindOfNews) -> "QuerySet[Any]":
    """Add `hindrance`: why a recipient cannot be told, or an empty string."""
    ended = Unsubscription.objects.filter(recipient=OuterRef("pk"), kind__in=kind.unsubscribed_by)
    confirmed = EmailAddress.objects.filter(user=OuterRef("user"), email__iexact=OuterRef("user__email"), verified=True)
    return recipients.annotate(
        hindrance=Case(
            When(Q(user__is_active=False) | Q(user__erased_at__isnull=False), then=Value("gone")),
            When(Q(user__isnull=False, user__email__isnull=True), then=Value("no_address")),
            When(Q(user__isnull=True, contact_address=""), then=Value("no_address")),
            When(Q(user__isnull=False) & ~Exists(confirmed), then=Value("not_confirmed")),
            When(suspended_at__isnull=False, then=Value("suspended")),
            When(Exists(ended), then=Value("unsubscribed")),
            default=Value(""),
            output_field=CharField(),
        )
    )


def _insert(announcement: Announcement) -> int:
    kind = kind_of_news(announcement.kind)
    told = AlertDelivery.objects.filter(announcement=announcement, channel=Channel.MAIL)
    last = told.aggregate(last=Max("recipient_id"))["last"] or 0
    audience = hindrances(kind.audience(announcement), kind)
    frozen = audience.filter(pk__gt=last, pk__lte=announcement.highest_recipient_id)
    rows = frozen.order_by("pk").values_list("pk", "hindrance", "why")[:CHUNK]
    try:
        chunk, values = rows.query.sql_with_params()
    except EmptyResultSet:  # the news concerns nobody any more, and there is no SQL that says so
        return 0
    states: list[Any] = [announcement.pk, Channel.MAIL, DeliveryState.WAITING, DeliveryState.SUPPRESSED]
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(chunk=chunk), [*states, *values])
        return int(cursor.rowcount)
