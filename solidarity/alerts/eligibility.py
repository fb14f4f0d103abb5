"""The last look before a few copies leave: who may still be told, and in which words."""

from contextlib import nullcontext
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from solidarity.alerts.audience import hindrances
from solidarity.alerts.claims import Batch, Claimed, begin, record_sent
from solidarity.alerts.noting import Watch
from solidarity.alerts.quiet_hours import left_of_quiet
from solidarity.alerts.statements import Numbers, Part, Statement, together
from solidarity.alerts.variants import Variants
from unions.announcements import KindOfNews, Variant, kind_of_news
from unions.choices import Channel, Grade
from unions.models import Announcement, Membership, Recipient

MOST_READINGS = 3  # before a few copies, where what is read keeps changing
# The batch is taken hold of before its copies, as by who claims it: else each could wait for the other.
# What it records, and how far the worker is with its batch, does not wait for the disk: a worker that is killed forgets
# none of it, and the next claim writes it.
LOOK = """
    WITH begun AS ({begin} RETURNING 1), recorded AS ({record} AND (SELECT count(*) FROM begun) >= 0)
    SELECT watched.digests, watched.second, reader.*
    FROM (
        SELECT {digests}, floor(extract(epoch FROM statement_timestamp()))::bigint,
            set_config('synchronous_commit', 'off', true)
    ) AS watched (digests, second, is_impatient)
    LEFT JOIN ({readers}) AS reader ON true
"""


class Found(NamedTuple):
    """What matters of a recipient, by the names that the query has for it."""

    pk: int
    public_id: str
    user: int | None
    user__email: str
    user__ui_language: str
    user__reading_languages: list[str]
    user__time_zone: str
    quiet_from: time | None
    quiet_until: time | None
    contact_address: str
    contact_language: str
    hindrance: str
    is_in_safe_mode: bool
    is_concerned: bool


class Reader(NamedTuple):
    """Somebody who is told, and the variant that they get."""

    pk: int
    public_id: str
    address: str
    variant: Variant


class LastLook(NamedTuple):
    """Those who are told, the reasons of those who are not, and who by how long later."""

    told: list[Reader]
    not_told: dict[int, str]
    later: dict[int, timedelta]


class Unsettled(Exception):
    """What decides who may be told what was another each time that it was read."""


class Look:
    """Asks again and again about one announcement, with one statement as long as its subject stays as it is.

    What the kind of news reads to say who is concerned, and how much may be said, is read at first. Where the look is
    watched, each statement says whether it would be read alike now; if not, it is read anew before anybody is told.
    """

    def __init__(self, announcement_id: int, *, is_watched: bool) -> None:
        self._announcement_id, self._is_watched = announcement_id, is_watched
        self._is_stale = True
        self.readings = 0  # what was written after an earlier one is written anew

    def again(self, batch: Batch, rows: list[Claimed]) -> LastLook | None:
        """Look at these rows, and record those of the batch that have been sent; None where the news is cancelled.

        Raises Unsettled where nothing can be said now.
        """
        for _attempt in range(MOST_READINGS):
            if self._is_stale:
                self._read()
            if self.announcement.cancelled_at:
                return None
            digests, now, found = self._ask(batch, rows)
            self._is_stale = digests != self._watch.digests
            if not self._is_stale:
                return self._sorted(rows, found, now)
        raise Unsettled

    def _read(self) -> None:
        self.readings += 1
        self._watch = Watch()
        with self._watch.noting():
            self.announcement = Announcement.objects.get(pk=self._announcement_id)
        if self.announcement.cancelled_at:
            return
        with self._watch.noting() if self._is_watched else nullcontext():
            self.kind: KindOfNews = kind_of_news(self.announcement.kind)
            audience = self.kind.audience(self.announcement)
            grade = self.kind.grade(self.announcement) if self.announcement.subject else Grade.NOTICE
            self._variant = cache(Variants(self.kind, self.announcement, grade).of)  # many readers have the same
        parts = {
            "begin": begin(Numbers(2), Numbers(1)),
            "record": record_sent(self._announcement_id, Channel.MAIL, Numbers(0)),
            "digests": self._watch.part(),
            "readers": _readers(audience, self.kind, Numbers(1)),
        }
        self._statement = Statement(together(LOOK, parts), is_kept=self._is_watched)

    def _ask(self, batch: Batch, rows: list[Claimed]) -> tuple[list[str | None], datetime, list[Found]]:
        answers = self._statement.ask(batch.sent, [row.recipient_id for row in rows], [batch.pk])
        batch.recorded()
        digests, second = answers[0][:2]
        found = [Found._make(reader) for _digests, _second, *reader in answers if reader[0] is not None]
        return digests, datetime.fromtimestamp(second, UTC), found

    def _sorted(self, rows: list[Claimed], found: list[Found], now: datetime) -> LastLook:
        why = {row.recipient_id: row.why for row in rows}
        told_as = self.kind.told_as(self.announcement, list(why))
        told, not_told, later = [], dict.fromkeys(why, "gone"), {}
        for each in found:
            not_told[each.pk] = each.hindrance or ("" if each.is_concerned else "no_longer_concerned")
            if not_told[each.pk]:
                continue
            del not_told[each.pk]
            if each.quiet_from is not None and (wait := self._wait(each, now)):
                later[each.pk] = wait
            else:
                told.append(self._reader(each, why[each.pk], told_as.get(each.pk, "")))
        return LastLook(told, not_told, later)

    def _wait(self, row: Found, now: datetime) -> timedelta | None:
        if self.announcement.is_urgent:
            return None
        return left_of_quiet(now, row.quiet_from, row.quiet_until, row.user__time_zone)

    def _reader(self, row: Found, why: str, told_as: str) -> Reader:
        languages: tuple[str, ...] = (row.contact_language,)
        address, zone = row.user__email, row.user__time_zone
        if row.user is None:
            address, zone = _decrypted(row.contact_address), "UTC"
        else:
            languages = (row.user__ui_language, *row.user__reading_languages)
        return Reader(row.pk, row.public_id, address, self._variant(languages, row.is_in_safe_mode, why, told_as, zone))


def is_in_safe_mode(recipient: Recipient) -> bool:
    """Whether nothing that leaves the portal may say more to them than that something waits."""
    return Recipient.objects.filter(safe_mode(), pk=recipient.pk).exists()


def safe_mode() -> Q:
    """Those who asked for it, or whose union did."""
    own = Membership.objects.verified().filter(user=OuterRef("user"), organisation__safe_mode=True)
    return Q(user__safe_mode=True) | Q(organisation__safe_mode=True) | Q(Exists(own))


def _readers(audience: "QuerySet[Recipient]", kind: KindOfNews, sought: Numbers) -> Part:
    """Return the SELECT of all that matters of the recipients whose numbers are sought."""
    recipients = Recipient.objects.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [sought]))
    concerned = Exists(audience.filter(pk=OuterRef("pk")))
    everything = hindrances(recipients, kind).annotate(is_in_safe_mode=safe_mode(), is_concerned=concerned)
    part: Part = everything.order_by("pk").values_list(*Found._fields).query.sql_with_params()
    return part


def _decrypted(address: str) -> str:
    return str(Recipient._meta.get_field("contact_address").from_db_value(address))
