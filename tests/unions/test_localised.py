"""Names, numbers and moments are written the reader's way."""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tests import factories
from unions import localised
from unions.models import User

NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Read in English unless the test says otherwise."""
    with translation.override("en"):
        yield


def drawn(source: str, **context: object) -> str:
    """A piece of template, with the tags of the house."""
    return Template("{% load components %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Germany"), ("es", "Alemania"), ("fr", "Allemagne"), ("ar", "ألمانيا")]
)
def test_a_country_is_named_in_the_reader_s_language(language: str, name: str) -> None:
    with translation.override(language):
        assert localised.country_name("DE") == name


def test_a_mail_names_a_country_in_its_recipient_s_language_whatever_is_active() -> None:
    with translation.override("ar"):
        assert localised.country_name("DE", "fr") == "Allemagne"


@pytest.mark.parametrize("code", ["", None])
def test_no_country_is_no_word(code: str | None) -> None:
    assert localised.country_name(code) == ""


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert localised.country_name("XQ") == "XQ"
    assert localised.language_name("not a tag") == "not a tag"
    assert localised.direction("not a tag") == "auto"


def test_a_language_has_a_name_for_others_and_one_for_itself() -> None:
    assert localised.language_name("bn", "fr") == "bengali"
    assert localised.endonym("ar") == "العربية"


@pytest.mark.parametrize(
    ("tag", "direction"), [("en", "ltr"), ("ar", "rtl"), ("ur", "rtl"), ("bn", "ltr"), ("zh-Hans", "ltr")]
)
def test_a_script_runs_its_own_way(tag: str, direction: str) -> None:
    assert localised.direction(tag) == direction


@pytest.mark.parametrize(("language", "words"), [("en", "41,000"), ("es", "41.000"), ("fr", "41\u202f000")])
def test_numbers_are_grouped_as_the_reader_groups_them(language: str, words: str) -> None:
    assert localised.number(41000, language) == words


@pytest.mark.parametrize(("language", "words"), [("en", "17:05"), ("fr", "17:05"), ("ar", "5:05 م")])
def test_an_hour_is_read_off_the_clock_of_its_place(language: str, words: str) -> None:
    with translation.override(language):
        assert localised.hour_in_words(datetime.time(17, 5)) == words
        assert localised.hour_in_words(datetime.time(0, 0)) != ""
        assert localised.hour_in_words(None) == ""


def test_money_keeps_its_own_currency() -> None:
    assert localised.money(Decimal("1500.00"), "BDT") == "1,500 Bangladeshi takas"
    assert localised.money(Decimal("12.50"), "EUR") == "12.50 euros"


def test_nothing_stays_nothing() -> None:
    assert [localised.number(None), localised.percent(None), localised.money(None, "EUR")] == ["", "", ""]
    assert [localised.date_in_words(None), localised.date_in_zone(None), localised.relative_time(None)] == ["", "", ""]


def test_a_machine_reads_whole_seconds() -> None:
    assert localised.machine_time(NOON.replace(microsecond=20663)) == "2026-11-23T12:00:00+00:00"
    assert localised.machine_time(NOON.date()) == "2026-11-23"


def test_english_days_are_british() -> None:
    assert localised.date_in_words(NOON) == "23 November 2026"


def test_a_moment_is_told_in_the_reader_s_zone() -> None:
    late = datetime.datetime(2026, 11, 23, 23, 30, tzinfo=datetime.UTC)
    with timezone.override("Asia/Dhaka"):
        assert localised.date_in_words(late) == "24 November 2026"
        assert localised.date_in_zone(late).startswith("24 Nov 2026 05:30")


def test_a_zone_that_this_machine_does_not_know_is_taken_for_utc() -> None:
    assert localised.zone_of("Asia/Dhaka").key == "Asia/Dhaka"
    assert {localised.zone_of(name).key for name in ("US/Nowhere", "", "../etc/passwd")} == {"UTC"}


def test_whoever_chose_such_a_zone_still_comes_in(signed_in: Callable[[User], Client]) -> None:
    person = factories.make_user(time_zone="US/Nowhere")
    assert signed_in(person).get(reverse("unions:account")).status_code == 200


def test_a_zone_without_a_short_name_is_told_by_its_hours_from_greenwich() -> None:
    with timezone.override("Asia/Dhaka"):
        assert localised.date_in_zone(NOON).endswith("GMT+06:00")
        with translation.override("fr"):
            assert localised.date_in_zone(NOON).endswith("UTC+06:00")


def test_time_left_is_told_in_the_reader_s_language() -> None:
    with translation.override("es"):
        assert localised.relative_time(NOON + datetime.timedelta(days=3), NOON) == "dentro de 3 días"


def test_a_deadline_tells_how_long_is_left_and_when_in_both_zones() -> None:
    html = drawn('{% deadline at zone="Asia/Dhaka" now=now %}', at=NOON + datetime.timedelta(hours=20), now=NOON)
    assert "in 20 hours" in html
    assert "24 Nov 2026 08:00 UTC" in html
    assert "24 Nov 2026 14:00 Dhaka" in html
    assert "deadline--soon" in html


def test_a_day_is_not_over_before_it_ends() -> None:
    assert "over" not in drawn("{% deadline at now=now %}", at=NOON.date(), now=NOON)
    assert "over" in drawn("{% deadline at now=now %}", at=NOON.date(), now=NOON + datetime.timedelta(days=1))


def test_words_are_joined_as_each_language_does() -> None:
    with translation.override("en"):
        assert localised.joined(["a call-back", "elections"]) == "a call-back and elections"
    with translation.override("ar"):
        assert localised.joined(["أ", "ب"]) == "أ وب"
    assert localised.joined([]) == ""


@pytest.mark.parametrize(("language", "words"), [("en", "Country:"), ("fr", "Country\u00a0:"), ("ar", "Country:")])
def test_a_label_has_its_colon_as_each_language_sets_it(language: str, words: str) -> None:
    with translation.override(language):
        assert localised.with_colon("Country") == words


@pytest.mark.parametrize(("language", "words"), [("en", "A → B"), ("ar", "A ← B")])
def test_the_arrow_of_a_way_points_on_as_the_language_reads(language: str, words: str) -> None:
    with translation.override(language):
        assert localised.one_after_another(["A", "B"]) == words
