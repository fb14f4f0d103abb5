"""An inbox: news in words for the one person who reads it here, as long as its kind still tells them."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from solidarity.alerts.models import AlertDelivery
from solidarity.alerts.rendering import surroundings
from solidarity.alerts.words import Entry, entry, spoken_to, subject_line
from unions.announcements import KindOfNews, Variant, kind_of_news
from unions.choices import Grade
from unions.localised import or_hidden

ON_A_PAGE = "emails/page.html"
T = TypeVar("T")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """One piece of news that somebody may still be told, in the variant that is theirs."""

    row: AlertDelivery
    kind: KindOfNews
    variant: Variant

    @property
    def says_only_that_it_waits(self) -> bool:
        """Whether its words are those which say nothing, so that the page it is about says the rest."""
        stems = (self.kind.templates(Grade.NOTICE), self.kind.templates(Grade.PUBLIC))
        return self.variant.grade == Grade.NOTICE and stems[0] != stems[1]


@dataclass(frozen=True)
class Piece:
    """One piece of news on a page of the portal: its heading, and its words as HTML, which may be empty."""

    subject: str
    words: SafeString
    url: str


def still_told(row: AlertDelivery, languages: Sequence[str], time_zone: str) -> Told | None:
    """Return the news for whom the row is about, while its kind tells them; None where it does not, or nobody knows it.

    It is told in the first of these languages, and what members wrote in the first of them that there is. Ended mails
    and pauses do not matter here: they concern what is sent. Safe mode does not either.
    """
    try:
        kind = kind_of_news(row.announcement.kind)
    except KeyError:
        return None
    if not kind.may_still_be_told(row.announcement, [row.recipient_id]):
        return None
    told_as = kind.told_as(row.announcement, [row.recipient_id]).get(row.recipient_id, "")
    grade = kind.grade(row.announcement)
    return Told(row, kind, Variant(languages[0], grade, row.why, told_as, time_zone, reads=tuple(languages)))


def heading(told: Told) -> str:
    """Return what the news is called in a list; where its mail may say nothing, what kind of news it is."""
    if told.says_only_that_it_waits:
        return str(told.kind.label)
    with spoken_to(told.variant):
        return subject_line(told.kind, told.variant, told.kind.context(told.row.announcement, told.variant))


def piece(told: Told) -> Piece:
    """Return the news as a page tells it: the words of its mail without what makes it a mail."""
    with spoken_to(told.variant):
        context = surroundings(told.variant) | told.kind.context(told.row.announcement, told.variant)
        url = str(context.get("portal_url", ""))
        if told.says_only_that_it_waits:
            return Piece(str(told.kind.label), SafeString(), url)
        context["subject"] = subject_line(told.kind, told.variant, context)
        stem = told.kind.templates(told.variant.grade)
        words = render_to_string(f"{stem}.html", context | {"skeleton": ON_A_PAGE})
    return Piece(context["subject"], mark_safe(or_hidden(words)), url)  # escaped by the template


def outside(told: Told, *, is_in_safe_mode: bool) -> Entry:
    """Return the news as it may leave the portal: what a mail of its grade would be called, and no more."""
    grade = Grade.NOTICE if is_in_safe_mode else told.variant.grade
    return entry(told.kind, told.row.announcement, replace(told.variant, grade=grade))


def shown(rows: Iterable[AlertDelivery], show: Callable[[AlertDelivery], T | None], wanted: int) -> list[T]:
    """Show so many of these rows; pass over what is told no longer, and log what fails without a word of it."""
    found: list[T] = []
    for row in rows:
        try:
            made = show(row)
        except Exception as error:
            logger.error("inbox_not_shown announcement=%s error=%s", row.announcement_id, type(error).__name__)
            continue
        if made is not None:
            found.append(made)
        if len(found) == wanted:
            break
    return found
