"""The last look before a few copies leave: who may still be told, and in which words."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from solidarity.alerts.audience import hindrances
from solidarity.alerts.claims import Batch, Claimed, begin, record_sent
from solidarity.alerts.noting import Watch
from solidarity.alerts.statements import Numbers, Part, Statement, together
from unions.announcements import KindOfNews, Variant, kind_of_news
from unions.choices import Channel, Grade
from unions.models import Announcement, Membership, Recipient

COLUMNS = ("pk", "public_id", "user", "user__email", "user__ui_language", "user__reading_languages", "user__time_zone",
           "contact_address", "contact_language", "hindrance", "is_in_safe_mode", "is_concerned")  # fmt: skip
MOST_READINGS = 3  # before a few copies, where what is read keeps changing
# What it records, and how far the worker is with its batch, does not wait for the disk: a worker that is killed forgets
# none of it, and the next claim writes it.
LOOK = """
    WITH recorded AS ({record}), begun AS ({begin})
    SELECT watched.digests, reader.*
    FROM (SELECT {digests}, set_config('synchronous_commit', 'off', true)) AS watched (digests, is_impatient)
    LEFT JOIN ({readers}) AS reader ON true
"""


@dataclass(frozen=True)
class Reader:
    """Somebody who is told, and the variant that they get."""

    pk: int
    public_id: str
    address: str
    variant: Variant


@dataclass(frozen=True)
class LastLook:
    """Those who are told, and the reasons of those who are not."""

    told: list[Reader]
    not_told: dict[int, str]


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
        """Look at these rows, and record those of the batch that have been sent; None where the news is cancelled."""
        found: list[dict[str, Any]] = []
        for _attempt in range(MOST_READINGS):
            if self._is_stale:
                self._read()
            if self.announcement.cancelled_at:
                return None
            digests, found = self._ask(batch, rows)
            self._is_stale = digests != self._watch.digests
            if not self._is_stale:
                break
        return self._sorted(rows, found)

    def _read(self) -> None:
        self.readings += 1
        self._watch = Watch()
        with self._watch.noting() if self._is_watched else nullcontext():
            self.announcement = Announcement.objects.get(pk=self._announcement_id)
            if self.announcement.cancelled_at:
                return
            self.kind: KindOfNews = kind_of_news(self.announcement.kind)
            audience = self.kind.audience(self.announcement)
            self._grade = self.kind.grade(self.announcement) if self.announcement.subject else Grade.NOTICE
        parts = {
            "record": record_sent(self._announcement_id, Channel.MAIL, Numbers(0)),
            "begin": begin(Numbers(2), Numbers(1)),
            "digests": self._watch.part(),
            "readers": _readers(audience, self.kind, Numbers(1)),
        }
        self._statement = Statement(together(LOOK, parts), is_kept=self._is_watched)

    def _ask(self, batch: Batch, rows: list[Claimed]) -> tuple[list[str | None], list[dict[str, Any]]]:
        answers = self._statement.ask(batch.sent, [row.recipient_id for row in rows], [batch.pk])
        batch.recorded()
        found = (dict(zip(COLUMNS, answer[1:], strict=True)) for answer in answers)
        return answers[0][0], [each for each in found if each["pk"] is not None]

    def _sorted(self, rows: list[Claimed], found: list[dict[str, Any]]) -> LastLook:
        ids = [row.recipient_id for row in rows]
        told_as = self.kind.told_as(self.announcement, ids)
        why = {row.recipient_id: row.why for row in rows}
        told, not_told = [], dict.fromkeys(ids, "gone")
        for each in found:
            pk = each["pk"]
            not_told[pk] = each["hindrance"] or ("" if each["is_concerned"] else "no_longer_concerned")
            if not not_told[pk]:
                del not_told[pk]
                told.append(self._reader(each, why[pk], told_as.get(pk, "")))
        return LastLook(told, not_told)

    def _reader(self, row: dict[str, Any], why: str, told_as: str) -> Reader:
        has_account = row["user"] is not None
        own = (row["user__ui_language"], *row["user__reading_languages"]) if has_account else (row["contact_language"],)
        variant = Variant(
            language=first_spoken(own),
            grade=Grade.NOTICE if row["is_in_safe_mode"] else self._grade,
            why=why,
            told_as=told_as,
            time_zone=row["user__time_zone"] if has_account else "UTC",
        )
        address = row["user__email"] if has_account else _decrypted(row["contact_address"])
        return Reader(row["pk"], row["public_id"], address, variant)


def told_in(recipient: Recipient) -> str:
    """Return the first of a recipient's languages that the portal speaks, else English."""
    return first_spoken([recipient.language, *(recipient.user.reading_languages if recipient.user else [])])


def first_spoken(wanted: Sequence[str]) -> str:
    """Return the first of these languages that the portal speaks, else English."""
    offered = {code for code, _name in settings.LANGUAGES}
    spoken = (tag for language in wanted for tag in (language, language.partition("-")[0]) if tag in offered)
    return next(spoken, settings.LANGUAGE_CODE)


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
    part: Part = everything.order_by("pk").values_list(*COLUMNS).query.sql_with_params()
    return part


def _decrypted(address: str) -> str:
    return str(Recipient._meta.get_field("contact_address").from_db_value(address))
