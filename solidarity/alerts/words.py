"""News in few words: one line of a digest, of a feed or of an inbox, with the way to the rest."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from solidarity.alerts.rendering import surroundings
from unions.announcements import KindOfNews, Variant
from unions.choices import Grade
from unions.localised import or_hidden, zone_of
from unions.mail import one_line
from unions.models import Announcement


@dataclass(frozen=True)
class Entry:
    """One piece of news: what a mail about it would be called, where the portal tells it, and why it reached somebody.

    Where a mail may only say that something waits, nothing of `why` is said either.
    """

    subject: str
    url: str
    why: str


def entry(kind: KindOfNews, announcement: Announcement, variant: Variant) -> Entry:
    """Put one variant of the news into one line, in the reader's language."""
    with spoken_to(variant):
        context = kind.context(announcement, variant)
        subject = subject_line(kind, variant, context)
    why = "" if variant.grade == Grade.NOTICE else context.get("why", "")
    return Entry(subject, context.get("portal_url") or settings.SITE_URL, str(why))


def without_doubles(entries: Iterable[Entry]) -> list[Entry]:
    """Say once what several pieces of news say in the same words about the same page, as where little may be said."""
    return list(dict.fromkeys(entries))


def subject_line(kind: KindOfNews, variant: Variant, context: dict[str, Any]) -> str:
    """Return the subject that this variant of a mail has; a hidden text is said to be hidden."""
    stem = kind.templates(variant.grade)
    return str(or_hidden(one_line(render_to_string(f"{stem}.subject.txt", surroundings(variant) | context))))


@contextmanager
def spoken_to(variant: Variant) -> Iterator[None]:
    """Speak the reader's language and tell the time by the clock on their wall."""
    with ExitStack() as stack:
        stack.enter_context(translation.override(variant.language))
        stack.enter_context(timezone.override(zone_of(variant.time_zone)))
        yield
