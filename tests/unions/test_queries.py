"""Which words a reader gets."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from solidarity.choices import TRANSLATED_FIELDS
from solidarity.models import SolidarityRequest
from tests import factories
from unions.models import Translation
from unions.queries import reading_order, source_hash, text_in, texts_in

STRANGER = AnonymousUser()


def translate(solidarity_request: SolidarityRequest, language: str, text: str, field: str = "title") -> Translation:
    """A translation of what the field says now."""
    return Translation.objects.create(
        subject=solidarity_request,
        field=field,
        language=language,
        text=text,
        source_hash=source_hash(getattr(solidarity_request, field)),
        changed_at=factories.NOW,
    )


def title_in(solidarity_request: SolidarityRequest, *languages: str) -> tuple[str, str]:
    """Return the title and where it comes from."""
    text = text_in(solidarity_request, "title", languages)
    return text.text, text.origin


def test_the_reader_gets_a_translation_into_their_language() -> None:
    solidarity_request = factories.make_request(language="bn")
    translate(solidarity_request, "fr", "Licenciés")
    assert title_in(solidarity_request, "fr", "en") == ("Licenciés", "human")


def test_without_one_the_next_language_that_they_read_is_taken() -> None:
    solidarity_request = factories.make_request(language="bn")
    translate(solidarity_request, "en", "Dismissed")
    assert title_in(solidarity_request, "fr", "en") == ("Dismissed", "human")


def test_the_original_counts_as_one_of_the_languages_that_they_read() -> None:
    solidarity_request = factories.make_request(language="es", title="Despedidas")
    translate(solidarity_request, "en", "Dismissed")
    assert title_in(solidarity_request, "fr", "es", "en") == ("Despedidas", "original")


def test_without_any_the_original_is_shown_and_says_so() -> None:
    solidarity_request = factories.make_request(language="bn", title="বরখাস্ত")
    assert title_in(solidarity_request, "fr", "en") == ("বরখাস্ত", "original")


def test_a_translation_is_stale_once_the_original_has_changed() -> None:
    solidarity_request = factories.make_request(language="bn")
    translate(solidarity_request, "fr", "Licenciés")
    solidarity_request.title = "Something else"
    assert title_in(solidarity_request, "fr") == ("Licenciés", "stale")


def test_a_regional_tag_reads_its_language() -> None:
    assert title_in(factories.make_request(language="pt-BR", title="Demitidos"), "pt") == ("Demitidos", "original")


def test_another_script_is_another_language_to_read() -> None:
    solidarity_request = factories.make_request(language="zh-Hans", title="被解雇")
    translate(solidarity_request, "zh-Hant", "被解僱")
    assert title_in(solidarity_request, "zh-Hant") == ("被解僱", "human")


def test_many_requests_cost_one_query(django_assert_num_queries: Any) -> None:
    requests = [factories.make_request(language="bn") for _ in range(5)]
    translate(requests[0], "fr", "Licenciés")
    text_in(requests[0], "title", ["fr"])
    with django_assert_num_queries(1):
        texts_in(requests, TRANSLATED_FIELDS, ["fr", "en"])


@pytest.mark.parametrize(
    ("languages", "expected"),
    [([], ["fr", "en"]), (["ar", "fr"], ["fr", "ar", "en"]), (["en", "ar"], ["fr", "en", "ar"])],
)
def test_the_page_comes_first_then_what_the_reader_reads_then_english(
    languages: list[str], expected: list[str]
) -> None:
    with override("fr"):
        assert reading_order(factories.make_user(reading_languages=languages), None) == expected


def test_a_visitor_reads_the_language_of_the_page() -> None:
    assert reading_order(STRANGER, "ar") == ["ar", "en"]
