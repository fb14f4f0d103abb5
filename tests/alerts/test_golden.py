"""Mails of each kind in each language, as files in `golden/` that a person can read.

A change of words shows there. After one that is meant: WRITE_GOLDEN=1 python -m pytest tests/alerts/test_golden.py
"""

import itertools
import os
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from solidarity.alerts.letters import letter, master
from solidarity.alerts.rendering import render
from tests import factories
from tests.alerts.golden_subjects import subjects
from tests.alerts.reading import as_read
from unions.announcements import Variant, kind_of_news, kinds_of_news
from unions.models import Announcement, Recipient

GOLDEN = Path(__file__).parent / "golden"
ANSWERED = {"answer_due", "request_addressed"}  # by those who are asked, if they like by a reply
READER = Recipient(pk=2, public_id="bcdfghjkmnpq", contact_address="reader@example.org", organisation_id=1)


@pytest.fixture
def about(at_now: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A subject for each kind, made at the same moment and with the same numbers at every run."""
    monkeypatch.setattr(factories, "_numbers", itertools.count(1))
    return subjects()


def mail(kind: str, subject: Any, language: str) -> str:
    """Return what somebody reads."""
    announcement = Announcement(pk=1, kind=kind, subject=subject)
    news = kind_of_news(kind)
    variant = Variant(language, news.grade(announcement), "same_sector")
    rendered = render(news, announcement, variant, takes_replies=kind in ANSWERED)
    copy = letter(announcement, READER, master(rendered))
    return as_read(message_from_bytes(copy.message, policy=policy.default))


def test_there_is_a_mail_of_each_kind_in_each_language(about: dict[str, Any]) -> None:
    assert sorted(about) == [kind.name for kind in kinds_of_news()]
    wanted = {f"{language}/{kind}.txt" for language, _name in settings.LANGUAGES for kind in about}
    assert {str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*.txt")} == wanted


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_mails_say_what_they_said(about: dict[str, Any], language: str) -> None:
    mails = {kind: mail(kind, subject, language) for kind, subject in about.items()}
    if os.environ.get("WRITE_GOLDEN"):
        (GOLDEN / language).mkdir(exist_ok=True)
        for kind, text in mails.items():
            (GOLDEN / language / f"{kind}.txt").write_text(text)
    direction = "rtl" if language == "ar" else "ltr"
    assert all(f"\n--- HTML, {direction} ---\n" in text for text in mails.values())
    assert mails == {kind: (GOLDEN / language / f"{kind}.txt").read_text() for kind in mails}
