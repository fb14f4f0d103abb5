"""Fan-out: the rows of each member of the audience, written by the database itself, in chunks that can be resumed."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Case, CharField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Now

from solidarity.alerts.queueing import queue_new
from unions.announcements import KindOfNews, kind_of_news
from unions.choices import Channel, Frequency
from unions.models import AlertChoice, Announcement, OwnChannel, Recipient, Unsubscription

CHUNK = 20_000
COLUMNS = ("pk", "hindrance", "why", "followed", "by_mail", "by_push", "by_chat", "quiet_from", "quiet_until", "zone")

# The frequencies of mail stand in the alphabet by eagerness: the greater one is the less eager. What is gathered comes
# in a digest by mail, and not to a device or a chat.
# Quiet hours and digests are kept by the clock on the recipient's wall; where they matter to nobody, no list of zones
# is read. What is urgent waits for neither.
INSERT = """
    WITH concerned (id, hindrance, why, followed, by_mail, by_push, by_chat, quiet_from, quiet_until, zone)
        AS MATERIALIZED ({chunk}),
    chunk AS (
        SELECT id, hindrance, why, quiet_from, quiet_until, zone, greatest(followed, by_mail) AS by_mail,
            CASE followed WHEN 'at_once' THEN by_push ELSE 'never' END AS by_push,
            CASE followed WHEN 'at_once' THEN by_chat ELSE 'never' END AS by_chat
        FROM concerned
    ),
    written AS (
        INSERT INTO alerts_alertdelivery
            (announcement_id, channel, recipient_id, state, reason, why, attempts, not_before, ended_at)
        SELECT %s, way.channel, chunk.id, CASE way.hindrance WHEN '' THEN 'waiting' ELSE 'suppressed' END,
            way.hindrance, chunk.why, 0, way.not_before, CASE way.hindrance WHEN '' THEN NULL ELSE clock_timestamp() END
        FROM chunk
        CROSS JOIN LATERAL (
            SELECT CASE WHEN chunk.quiet_from IS NULL AND chunk.by_mail = 'at_once' THEN 'UTC'
                WHEN chunk.zone IN (SELECT name FROM pg_timezone_names) THEN chunk.zone
                ELSE 'UTC' END AS zone OFFSET 0
        ) AS place
        CROSS JOIN LATERAL (SELECT clock_timestamp() AT TIME ZONE place.zone AS now) AS wall
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN %s OR chunk.quiet_from IS NULL OR NOT CASE
                    WHEN chunk.quiet_from < chunk.quiet_until
                    THEN wall.now::time >= chunk.quiet_from AND wall.now::time < chunk.quiet_until
                    ELSE wall.now::time >= chunk.quiet_from OR wall.now::time < chunk.quiet_until END
                THEN clock_timestamp()
                ELSE (wall.now::date + chunk.quiet_until
                    + CASE WHEN wall.now::time < chunk.quiet_until THEN interval '0' ELSE interval '1 day' END)
                    AT TIME ZONE place.zone END AS at_once
        ) AS loud
        CROSS JOIN LATERAL (
            VALUES
                ('mail', chunk.by_mail = 'at_once', chunk.hindrance, loud.at_once),
                ('digest', chunk.by_mail = 'daily', chunk.hindrance,
                    (date_trunc('day', wall.now - interval '7 hours') + interval '1 day 7 hours')
                    AT TIME ZONE place.zone),
                ('digest', chunk.by_mail = 'weekly', chunk.hindrance,
                    (date_trunc('week', wall.now - interval '7 hours') + interval '7 days 7 hours')
                    AT TIME ZONE place.zone),
                ('push', chunk.by_push = 'at_once', '', loud.at_once),
                ('chat', chunk.by_chat = 'at_once', '', loud.at_once)
        ) AS way (channel, is_wanted, hindrance, not_before)
        WHERE way.is_wanted
        ON CONFLICT DO NOTHING
    )
    SELECT max(id), count(*) FROM chunk
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
    chosen = AlertChoice.objects.filter(recipient=OuterRef("pk"), channel=channel, kind__in=[kind.name, ""])
    return Coalesce(Subquery(chosen.order_by("-kind").values("frequency")[:1]), Value(Frequency.AT_ONCE.value))


def _insert(announcement: Announcement) -> tuple[int | None, int]:
    """Write the rows of one chunk; return its last recipient and how many recipients it has."""
    kind = kind_of_news(announcement.kind)
    is_pressing = announcement.is_urgent or kind.is_owed
    concerned = kind.audience(announcement)
    is_followed = "frequency" in concerned.query.annotations and not is_pressing
    audience = hindrances(concerned, kind).annotate(
        followed=F("frequency") if is_followed else Value(Frequency.AT_ONCE.value),
        by_mail=Value(Frequency.AT_ONCE.value) if is_pressing else _frequency(kind, Channel.MAIL),
        by_push=by_own_channel(kind, Channel.PUSH),
        by_chat=by_own_channel(kind, Channel.CHAT),
        zone=Coalesce("user__time_zone", Value("UTC")),
    )
    frozen = audience.filter(pk__gt=announcement.fanned_out_to, pk__lte=announcement.highest_recipient_id)
    try:
        chunk, values = frozen.order_by("pk").values_list(*COLUMNS)[:CHUNK].query.sql_with_params()
    except EmptyResultSet:  # the news concerns nobody any more, and there is no SQL that says so
        return None, 0
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(chunk=chunk), [*values, announcement.pk, announcement.is_urgent])
        last, count = cursor.fetchone()
    return last, count
