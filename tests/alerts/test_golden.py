"""Mails of each kind in each language, as files in `golden/` that a person can read.

A change of words shows there. After one that is meant: WRITE_GOLDEN=1 python -m pytest tests/alerts/test_golden.py
"""

import itertools
import os
import re
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from solidarity.alerts.digests.letters import digest_letter
from solidarity.alerts.letters import letter, master
from solidarity.alerts.rendering import render
from solidarity.alerts.words import entry
from tests import factories
from tests.alerts.golden_subjects import subjects
from tests.alerts.reading import as_read
from unions.actions import reference
from unions.announcements import Variant, kind_of_news, kinds_of_news
from unions.choices import Grade
from unions.models import Announcement, NeedKind, Recipient, Sector

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
ANSWERED = {"answer_due", "request_addressed"}  # by those who are asked, if they like by a reply
LESS = ("action_near", "need_short", "request_addressed", "request_opened")  # also as who may be told less reads them
GATHERED = ("request_opened", "campaign_call", "exchange_call")  # in a digest, beside a request that is only hinted at
ALIKE = re.compile(r"|--.*|(From|To|List-Id): .*|(<https://portal.example.org> )?Across Borders.*")  # in each language
WRITTEN_BY_MEMBERS = {
    "Dismissed for organising",
    "Twelve delegates were dismissed after a ballot.",
    "We stand at the gate every morning.",
    "Take them back.",
    "One agreement for every quay.",
    "Needledetails",
    "Needleupdate",
    "Needlethanks",
}
READER = Recipient(pk=2, public_id="bcdfghjkmnpq", contact_address="reader@example.org", organisation_id=1)


@pytest.fixture
def about(at_now: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A subject for each kind, made at the same moment and with the same numbers at every run."""
    monkeypatch.setattr(factories, "_numbers", itertools.count(1))
    reference.load()
    return subjects()


def mails(about: dict[str, Any], language: str) -> dict[str, str]:
    """Return all that is read in a language, by the name of its file."""
    told = {kind: mail(kind, subject, language) for kind, subject in about.items()}
    less = itertools.product(LESS, (Grade.NETWORK, Grade.NOTICE))
    told |= {f"{kind}.{grade}": mail(kind, about[kind], language, grade) for kind, grade in less}
    return told | {"digest": digest(about, language)}


def mail(kind: str, subject: Any, language: str, grade: Grade | None = None) -> str:
    """Return what somebody reads: as much as may be said of it, or no more than `grade`."""
    announcement = Announcement(pk=1, kind=kind, subject=subject)
    news = kind_of_news(kind)
    variant = Variant(language, grade or news.grade(announcement), "same_sector", told_as(kind, subject))
    rendered = render(news, announcement, variant, takes_replies=kind in ANSWERED and variant.grade != Grade.NOTICE)
    copy = letter(announcement, READER, master(rendered))
    return as_read(message_from_bytes(copy.message, policy=policy.default))


def told_as(kind: str, subject: Any) -> str:
    """Return which of the unions asked reads of it."""
    return str(subject.addressees.get().public_id) if kind == "request_addressed" else ""


def digest(about: dict[str, Any], language: str) -> str:
    """Return what somebody reads who gathers."""
    lines = {}
    for pk, (kind, grade) in enumerate([*((kind, None) for kind in GATHERED), ("request_opened", Grade.NOTICE)]):
        news, announcement = kind_of_news(kind), Announcement(pk=pk, kind=kind, subject=about[kind])
        variant = Variant(language, grade or news.grade(announcement), "same_sector")
        lines[pk] = entry(news, announcement, variant)
    return as_read(message_from_bytes(digest_letter(READER, variant, lines), policy=policy.default))


def test_there_is_a_mail_of_each_kind_in_each_language(about: dict[str, Any]) -> None:
    assert sorted(about) == [kind.name for kind in kinds_of_news()]
    wanted = {f"{language}/{name}.txt" for language in LANGUAGES for name in mails(about, language)}
    assert {str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*.txt")} == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_mails_say_what_they_said(about: dict[str, Any], language: str) -> None:
    written = mails(about, language)
    if os.environ.get("WRITE_GOLDEN"):
        (GOLDEN / language).mkdir(exist_ok=True)
        for name, text in written.items():
            (GOLDEN / language / f"{name}.txt").write_text(text)
    direction = "rtl" if language == "ar" else "ltr"
    assert all(f"\n--- HTML, {direction} ---\n" in text for text in written.values())
    assert written == {name: (GOLDEN / language / f"{name}.txt").read_text() for name in written}


def test_mails_are_written_with_the_lists_that_are_shipped(about: dict[str, Any]) -> None:
    for model, name in ((NeedKind, "need_kinds"), (Sector, "sectors")):
        shipped = {row["code"] for row in reference.rows_of(name)}
        assert set(model.objects.values_list("code", flat=True)) == shipped


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_line_but_those_that_members_wrote_is_left_in_english(language: str) -> None:
    for path in (GOLDEN / language).glob("*.txt"):
        english = (GOLDEN / "en" / path.name).read_text().splitlines()
        left = {line.strip("“”") for line in path.read_text().splitlines() if line in english}
        assert {line for line in left if not ALIKE.fullmatch(line)} <= WRITTEN_BY_MEMBERS, path.name


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_word_of_a_shipped_list_is_left_in_english(language: str) -> None:
    rows = [*reference.rows_of("need_kinds"), *reference.rows_of("sectors")]
    english = {row["name_en"] for row in rows if row["name_en"] != row[f"name_{language}"]}
    read = {path.name: path.read_text() for path in (GOLDEN / language).glob("*.txt")}
    assert {(name, word) for name, text in read.items() for word in english if word in text} == set()
