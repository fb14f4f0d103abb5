"""Fan-out: the rows of each member of the audience, written by the database itself, in chunks that can be resumed."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Case, CharField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Now

from solidarity.alerts.queueing import queue_new
from unions.announcements import KindOfNews, kind_of_news
from unions.choices import Channel, Frequency
from unions.models import AlertChoice, Announcement, OwnChannel, Recipient, Unsubscription

CHUNK = 40_000  # each chunk asks once who follows, who confirmed: more rows of it would not fit Postgres' own memory
COLUMNS = ("pk", "hindrance", "why", "followed", "by_mail", "quiet_from", "quiet_until", "zone")

# concerned: the next of the audience. own: the few of all recipients who have a device or a chat.
# timed: what each may wait for. Quiet hours and digests are kept by the clock on the recipient's wall, and nothing of
#   that is worked out, nor the list of zones read, but for those who wait. What is urgent waits for neither. A digest
#   comes at seven; where that is a quiet hour, when the quiet is over. The frequencies of mail stand in the alphabet
#   by eagerness: the greater one is the less eager.
#   Whom as many mails reached within a day as may, gathers the rest, but for what is owed or urgent.
# copy: a row by mail or by digest for everybody, and one by each device or chat, to which nothing comes that gathers.
# Nobody is written twice: how far the announcement has come is kept in the same transaction, under a lock; and where
#   a kind of news names somebody twice, it is no reason to tell nobody.
IS_QUIET = """
    CASE WHEN quiet_from < quiet_until THEN {hour} >= quiet_from AND {hour} < quiet_until
        ELSE {hour} >= quiet_from OR {hour} < quiet_until END
"""
QUIET = {
    "now_is_quiet": IS_QUIET.format(hour="wall.now::time"),
    "seven_is_quiet": IS_QUIET.format(hour="time '07:00'"),
}
ENOUGH = """
    CASE WHEN (SELECT count(*) FROM today) >= %s AND EXISTS (
        SELECT FROM alerts_alertdelivery AS earlier
        WHERE earlier.recipient_id = concerned.id AND earlier.channel = 'mail' AND earlier.state IN ('waiting', 'sent')
            AND earlier.announcement_id >= (SELECT min(today.id) FROM today)
            AND earlier.announcement_id IN (SELECT today.id FROM today)
        OFFSET %s - 1
    ) THEN 'daily' ELSE 'at_once' END
"""
INSERT = """
    WITH concerned (id, hindrance, why, followed, by_mail, quiet_from, quiet_until, zone) AS MATERIALIZED ({concerned}),
    own (id, by_push, by_chat) AS ({own}),
    zones AS MATERIALIZED (SELECT name FROM pg_timezone_names),
    today AS MATERIALIZED (
        SELECT id FROM unions_announcement
        WHERE %s AND NOT is_urgent AND made_at > statement_timestamp() - interval '1 day'
    ),
    timed AS NOT MATERIALIZED (
        SELECT id, hindrance, why, followed, greatest(followed, by_mail, {enough}) AS by_mail,
            CASE WHEN %s OR quiet_from IS NULL OR NOT {now_is_quiet} THEN statement_timestamp()
                ELSE (wall.now::date + quiet_until
                    + CASE WHEN wall.now::time < quiet_until THEN interval '0' ELSE interval '1 day' END)
                    AT TIME ZONE place.zone END AS at_once,
            (date_trunc('day', wall.now - digest.hour) + interval '1 day' + digest.hour)
                AT TIME ZONE place.zone AS next_day,
            (date_trunc('week', wall.now - digest.hour) + interval '7 days' + digest.hour)
                AT TIME ZONE place.zone AS next_week
        FROM concerned
        CROSS JOIN LATERAL (
            SELECT CASE WHEN concerned.zone IN (SELECT name FROM zones) THEN concerned.zone ELSE 'UTC' END AS zone
        ) AS place
        CROSS JOIN LATERAL (SELECT statement_timestamp() AT TIME ZONE place.zone AS now) AS wall
        CROSS JOIN LATERAL (
            SELECT CASE WHEN quiet_from IS NULL OR NOT {seven_is_quiet} THEN interval '7 hours'
                WHEN quiet_until > '07:00' THEN quiet_until::interval
                ELSE quiet_until::interval + interval '1 day' END AS hour
        ) AS digest
    ),
    written AS (
        INSERT INTO alerts_alertdelivery
            (announcement_id, channel, recipient_id, state, reason, why, attempts, not_before, ended_at)
        SELECT %s, copy.channel, copy.id, CASE copy.hindrance WHEN '' THEN 'waiting' ELSE 'suppressed' END,
            copy.hindrance, copy.why, 0, copy.not_before,
            CASE copy.hindrance WHEN '' THEN NULL ELSE statement_timestamp() END
        FROM (
            SELECT id, CASE by_mail WHEN 'at_once' THEN 'mail' ELSE 'digest' END, hindrance, why,
                CASE by_mail WHEN 'at_once' THEN at_once WHEN 'daily' THEN next_day ELSE next_week END
            FROM timed
            UNION ALL
            SELECT timed.id, way.channel, '', timed.why, timed.at_once
            FROM timed
            JOIN own ON own.id = timed.id
            CROSS JOIN LATERAL (VALUES ('push', own.by_push), ('chat', own.by_chat)) AS way (channel, frequency)
            WHERE timed.followed = 'at_once' AND way.frequency = 'at_once'
        ) AS copy (id, channel, hindrance, why, not_before)
        ON CONFLICT DO NOTHING
    )
    SELECT max(id), count(*) FROM concerned
"""


@transaction.atomic
def write_next_chunk(announcement_id: int) -> bool:
    """Write the rows of the next part of the audience, and say whether there may be another part.

    The audience is frozen by the highest recipient of the moment it is opened; how far it has come is kept with the
    rows, in one transaction.
    """
    wave = Announcement.objects.select_for_update(skip_locked=True).filter(
        pk=announcement_id, fanned_out_at__isnull=True, cancelled_at__isnull=True
    )
    announcement = wave.first()
    if announcement is None:
        return False
    if announcement.highest_recipient_id is None:
        announcement.highest_recipient_id = Recipient.objects.aggregate(highest=Max("pk"))["highest"] or 0
    last, written = _insert(announcement)
    queue_new(announcement_id, after=announcement.fanned_out_to)
    kept = Announcement.objects.filter(pk=announcement_id)
    kept.update(
        highest_recipient_id=announcement.highest_recipient_id, fanned_out_to=last or announcement.fanned_out_to
    )
    if written == CHUNK:
        return True
    kept.update(fanned_out_at=Now())
    return False


def hindrances(recipients: "QuerySet[Recipient]", kind: KindOfNews) -> "QuerySet[Any]":
    """Add `hindrance`: why a recipient cannot be told by mail, or an empty string."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("user"), email__iexact=OuterRef("user__email"), verified=True)
    return recipients.annotate(
        hindrance=Case(
            When(_is_gone(), then=Value("gone")),
            When(Q(user__isnull=False, user__email__isnull=True), then=Value("no_address")),
            When(Q(user__isnull=True, contact_address=""), then=Value("no_address")),
            When(Q(user__isnull=False) & ~Exists(confirmed), then=Value("not_confirmed")),
            When(suspended_at__isnull=False, then=Value("suspended")),
            When(Exists(_ended(kind)), then=Value("unsubscribed")),
            When(_is_paused(kind), then=Value("paused")),
            default=Value(""),
            output_field=CharField(),
        )
    )


def by_own_channel(kind: KindOfNews, channel: Channel) -> Case:
    """How often a recipient is told by a device or a chat of their own: `never` where that cannot be."""
    own = OwnChannel.objects.in_use().filter(recipient=OuterRef("pk"), channel=channel)
    chosen = AlertChoice.objects.filter(recipient=OuterRef("pk"), channel=channel, kind=kind.name)
    is_wanted = ~Q(Exists(_ended(kind))) | Q(Exists(chosen))  # who ended the mails may have chosen this way instead
    can_be_told = ~_is_gone() & Q(Exists(own)) & is_wanted & ~_is_paused(kind)
    return Case(
        When(can_be_told, then=_frequency(kind, channel)),
        default=Value(Frequency.NEVER.value),
        output_field=CharField(),
    )


def _is_gone() -> Q:
    return Q(user__is_active=False) | Q(user__erased_at__isnull=False)


def _is_paused(kind: KindOfNews) -> Q:
    """Whether they asked to be left alone for some days; what is owed comes all the same."""
    return Q(pk__isnull=True) if kind.is_owed else Q(paused_until__isnull=False, paused_until__gt=Now())


def _ended(kind: KindOfNews) -> "QuerySet[Unsubscription]":
    return Unsubscription.objects.filter(recipient=OuterRef("pk"), kind__in=kind.unsubscribed_by)


def _frequency(kind: KindOfNews, channel: Channel) -> Coalesce:
    """How often they want this kind by this channel; the choice for the kind goes before that for all."""
    chosen = AlertChoice.objects.filter(recipient=OuterRef("pk"), channel=channel).values("frequency")
    for_kind, for_all = (Subquery(chosen.filter(kind=name)) for name in (kind.name, ""))
    return Coalesce(for_kind, for_all, Value(Frequency.AT_ONCE.value))


def _insert(announcement: Announcement) -> tuple[int | None, int]:
    """Write the rows of one chunk; return its last recipient and how many recipients it has."""
    kind = kind_of_news(announcement.kind)
    is_pressing = announcement.is_urgent or kind.is_owed
    audience = kind.audience(announcement)
    is_followed = "frequency" in audience.query.annotations and not is_pressing
    audience = hindrances(audience, kind).annotate(
        followed=F("frequency") if is_followed else Value(Frequency.AT_ONCE.value),
        by_mail=Value(Frequency.AT_ONCE.value) if is_pressing else _frequency(kind, Channel.MAIL),
        zone=Coalesce("user__time_zone", Value("UTC")),
    )
    frozen = audience.filter(pk__gt=announcement.fanned_out_to, pk__lte=announcement.highest_recipient_id)
    try:
        concerned, values = frozen.order_by("pk").values_list(*COLUMNS)[:CHUNK].query.sql_with_params()
    except EmptyResultSet:  # the news concerns nobody any more, and there is no SQL that says so
        return None, 0
    own, values_of_own = _with_own_channels(announcement, kind).query.sql_with_params()
    with connection.cursor() as cursor:
        statement = INSERT.format(concerned=concerned, own=own, enough=ENOUGH, **QUIET)
        enough = [not is_pressing, settings.MAILS_AT_ONCE_A_DAY, settings.MAILS_AT_ONCE_A_DAY]
        cursor.execute(statement, [*values, *values_of_own, *enough, announcement.is_urgent, announcement.pk])
        last, count = cursor.fetchone()
    return last, count


def _with_own_channels(announcement: Announcement, kind: KindOfNews) -> "QuerySet[Any, Any]":
    """Return those with a device or a chat, concerned or not, and how often each of these tells them."""
    own = OwnChannel.objects.in_use().values("recipient")
    ahead = Recipient.objects.filter(pk__in=own, pk__gt=announcement.fanned_out_to)
    ways = ahead.annotate(by_push=by_own_channel(kind, Channel.PUSH), by_chat=by_own_channel(kind, Channel.CHAT))
    return ways.values_list("pk", "by_push", "by_chat")
