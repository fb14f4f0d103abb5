"""A single mail in words, for one reader: a link that they asked for, never news."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from unions.mail.dressing import inlined, without_gaps
from unions.mail.headers import one_line


def single_mail(stem: str, *, to: str, language: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """Return the mail of `stem`.subject.txt, .txt and .html in this language, ready to send."""
    with translation.override(language):
        surroundings = {
            "language": language,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
        }
        words = surroundings | context
        words["subject"] = one_line(render_to_string(f"{stem}.subject.txt", words))
        text = without_gaps(render_to_string(f"{stem}.txt", words))
        mail = EmailMultiAlternatives(words["subject"], text, to=[to])
        mail.attach_alternative(inlined(render_to_string(f"{stem}.html", words)), "text/html")
    return mail
