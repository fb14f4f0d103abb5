"""Mails in words: subject, text and HTML of one variant, in the reader's language and never in the worker's."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from unions.announcements import KindOfNews, Variant
from unions.fields import PUBLIC_ID_LENGTH
from unions.localised import direction, zone_of
from unions.mail import one_line
from unions.mail.dressing import inlined, without_gaps
from unions.mail.unsubscribing import unsubscribe_page
from unions.models import Announcement

# Stands for the token of one's own in what is rendered once for many: as long as one, and known to nobody.
UNSUBSCRIBE = f"{PUBLIC_ID_LENGTH * 'x'}.{secrets.token_hex(20)}"


@dataclass(frozen=True)
class Rendered:
    """A mail without what is personal in it."""

    language: str
    subject: str
    text: str
    html: str


def render(kind: KindOfNews, announcement: Announcement, variant: Variant, *, takes_replies: bool = False) -> Rendered:
    """Put one variant of the news into words, with the word that a reply is read where it is."""
    stem = kind.templates(variant.grade)
    with translation.override(variant.language), timezone.override(zone_of(variant.time_zone)):
        context = kind.context(announcement, variant) | surroundings(variant) | {"takes_replies": takes_replies}
        context["subject"] = one_line(render_to_string(f"{stem}.subject.txt", context))
        text = render_to_string(f"{stem}.txt", context)
        html = render_to_string(f"{stem}.html", context)
    return Rendered(variant.language, context["subject"], without_gaps(text), inlined(html))


def surroundings(variant: Variant) -> dict[str, Any]:
    """Return what all templates of mails may name, besides the news itself."""
    return {
        "language": variant.language,
        "direction": direction(variant.language),
        "grade": variant.grade.value,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "unsubscribe_url": unsubscribe_page(UNSUBSCRIBE),
        "choices_url": settings.SITE_URL + reverse("unions:alert-preferences"),
        "postal_identity": "",
    }
