"""What a worker reads once, before it starts processes and before the first mail is due."""

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation

from unions.announcements import kinds_of_news
from unions.choices import Grade
from unions.localised import date_in_zone

ENDINGS = (".subject.txt", ".txt", ".html")


def prepare() -> None:
    """Read addresses, words, calendars and templates: each process that starts after this has them already."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("unions:alert-preferences")
            date_in_zone(timezone.now(), "UTC")
    for stem in sorted({kind.templates(grade) for kind in kinds_of_news() for grade in Grade}):
        for ending in ENDINGS:
            get_template(stem + ending)
