"""The closed lists and pages that are shipped with the program."""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from solidarity.choices import UNITS
from unions.actions import reference
from unions.choices import NeedLevel, WhoMay
from unions.models import NeedKind, Sector, StaticPage

MOST_USED = [
    "protest_letter",
    "message_of_solidarity",
    "picket_or_rally",
    "funds",
    "translation",
    "legal_aid",
    "delegate_attends",
    "works_council_intervention",
]


def test_a_second_loading_changes_nothing() -> None:
    first = reference.load()
    before = list(NeedKind.objects.values()) + list(Sector.objects.values()) + list(StaticPage.objects.values())
    assert reference.load() == first
    assert before == list(NeedKind.objects.values()) + list(Sector.objects.values()) + list(StaticPage.objects.values())


def test_the_most_used_kinds_come_first() -> None:
    reference.load()
    assert [kind.code for kind in NeedKind.objects.all()[:8]] == MOST_USED


def test_every_kind_has_a_unit_that_can_be_counted_in_words() -> None:
    reference.load()
    assert [kind.code for kind in NeedKind.objects.all() if kind.unit not in UNITS] == []


def test_kinds_use_the_closed_lists_of_levels_and_people() -> None:
    reference.load()
    for kind in NeedKind.objects.all():
        assert kind.level in NeedLevel.values
        assert kind.who_may in WhoMay.values


def test_money_presence_delegations_and_industrial_action_are_accepted_first() -> None:
    reference.load()
    accepted_first = set(NeedKind.objects.filter(needs_acceptance=True).values_list("code", flat=True))
    assert accepted_first == {"funds", "delegate_attends", "trial_observer", "expert_inspection", "industrial_action"}


def test_industrial_action_is_for_organisations_only() -> None:
    reference.load()
    assert NeedKind.objects.get(code="industrial_action").who_may == WhoMay.ORGANISATION


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_every_text_exists_in_every_language(language: str) -> None:
    reference.load()
    texts = [
        *NeedKind.objects.values_list(f"name_{language}", f"description_{language}"),
        *Sector.objects.values_list(f"name_{language}"),
        *StaticPage.objects.values_list(f"title_{language}", f"body_{language}"),
    ]
    assert all(all(text) for text in texts)


def test_names_follow_the_language_of_the_reader_whatever_was_active_while_loading() -> None:
    with translation.override("ar"):
        reference.load()
    kind = NeedKind.objects.get(code="translation")
    names = {}
    for language in ("en", "es", "ar"):
        with translation.override(language):
            names[language] = kind.name
    assert names == {"en": "Translation", "es": "Traducción", "ar": "ترجمة تحريرية"}


def test_sectors_agree_with_the_divisions_of_the_global_union_federations() -> None:
    claimed = {division: row["guf_code"] for row in guf_sectors() for division in row["isic4_divisions"].split()}
    sectors = {
        division: row["guf_code"] for row in reference.rows_of("sectors") for division in row["isic_divisions"].split()
    }
    assert {division: guf for division, guf in sectors.items() if claimed.get(division, guf) != guf} == {}
    assert set(claimed) <= set(sectors)


def test_no_division_stands_in_two_sectors() -> None:
    divisions = [division for row in reference.rows_of("sectors") for division in row["isic_divisions"].split()]
    assert len(divisions) == len(set(divisions))


def test_a_page_that_editors_changed_is_left_alone() -> None:
    reference.load()
    StaticPage.objects.filter(slug="about").update(body_es="Texto de la red.")
    reference.load()
    assert StaticPage.objects.filter(slug="about", body_es="Texto de la red.").exists()


def test_the_shipped_pages_come_back_when_asked_for() -> None:
    reference.load()
    StaticPage.objects.filter(slug="about").update(body_es="Texto de la red.")
    call_command("load_reference", refresh_pages=True)
    assert StaticPage.objects.filter(slug="about", body_es__contains="solidaridad").exists()


def guf_sectors() -> list[dict[str, str]]:
    """The federations as shipped."""
    with Path(reference.DATA, "global_unions.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
