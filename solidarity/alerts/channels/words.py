"""What a device or a chat shows: one line of the news, in the reader's language and grade, and the link."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from unions.announcements import KindOfNews, Variant, kind_of_news
from unions.localised import direction, zone_of
from unions.mail import one_line
from unions.models import Announcement, Recipient


@dataclass(frozen=True)
class Words:
    """A short message; `tag` is the same for each copy of one piece of news to one reader, and says nothing."""

    title: str
    url: str
    language: str
    is_urgent: bool = False
    tag: str = ""

    @property
    def direction(self) -> str:
        """The way it is read."""
        return direction(self.language)


class Wording:
    """Puts one announcement into words, once for each variant."""

    def __init__(self, announcement: Announcement) -> None:
        self.announcement = announcement
        self.kind = kind_of_news(announcement.kind)
        self.rendered: dict[Variant, Words] = {}

    def for_reader(self, recipient: Recipient, variant: Variant) -> Words:
        """Return the words for one reader."""
        if variant not in self.rendered:
            self.rendered[variant] = render(self.kind, self.announcement, variant)
        return replace(self.rendered[variant], tag=tag(self.announcement.pk, recipient.pk))


def render(kind: KindOfNews, announcement: Announcement, variant: Variant) -> Words:
    """Put one variant of the news into one line: the subject that a mail about it would have."""
    with translation.override(variant.language), timezone.override(zone_of(variant.time_zone)):
        context = _surroundings(variant) | kind.context(announcement, variant)
        line = one_line(render_to_string(f"{kind.templates(variant.grade)}.subject.txt", context))
        return Words(line, _link(context), variant.language, announcement.is_urgent)


def tag(*parts: object) -> str:
    """Return a name of 32 characters that is the same for the same parts and says nothing about them."""
    words = "\n".join(map(str, parts))
    return salted_hmac("solidarity.alerts.channels.tag", words, algorithm="sha256").hexdigest()[:32]


def _surroundings(variant: Variant) -> dict[str, Any]:
    return {"language": variant.language, "grade": variant.grade.value, "site_name": settings.SITE_NAME}


def _link(context: dict[str, Any]) -> str:
    """Return where the news is read: its page, else where its first answer is given, else the portal."""
    actions = context.get("actions") or [{"url": settings.SITE_URL}]
    return str(context.get("portal_url") or actions[0]["url"])
