"""A single mail in words, for one reader: a link that they asked for, never news."""

import re
from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from unions.mail.headers import one_line

_inliner = css_inline.CSSInliner(keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False)


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
        text = re.sub(r"\n\s*\n\s*\n", "\n\n", render_to_string(f"{stem}.txt", words)).strip() + "\n"
        mail = EmailMultiAlternatives(words["subject"], text, to=[to])
        mail.attach_alternative(_inliner.inline(render_to_string(f"{stem}.html", words)), "text/html")
    return mail
