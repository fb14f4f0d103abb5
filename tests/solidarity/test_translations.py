"""Translating a request by hand, and what readers see of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.models import Need, SolidarityRequest
from tests import factories
from unions.actions import translations
from unions.choices import TranslationState
from unions.models import AuditEvent, Organisation, Translation, User
from unions.validators import Refused

pytestmark = pytest.mark.usefixtures("at_now")
NOW = factories.NOW


@pytest.fixture
def union() -> Organisation:
    """The union that asks."""
    return factories.make_organisation()


@pytest.fixture
def solidarity_request(union: Organisation) -> SolidarityRequest:
    """Its request, in Bengali."""
    return factories.make_request(union, language="bn", title="বরখাস্ত")


def keep(solidarity_request: SolidarityRequest, by: User, language: str = "fr", **texts: str) -> int:
    """Keep a translation."""
    texts = texts or {"title": "Licenciés"}
    return translations.keep(subject=solidarity_request, texts=texts, language=language, by=by, at=NOW)


def review(solidarity_request: SolidarityRequest, by: User) -> int:
    """Look the French translation over."""
    return translations.review(subject=solidarity_request, language="fr", by=by, at=NOW)


def page_of(solidarity_request: SolidarityRequest, language: str = "fr") -> str:
    """Return the address of the page on which it is translated."""
    return reverse("solidarity:request-translate", args=[solidarity_request.public_id, language])


def test_a_translation_is_one_row_for_a_field_and_language(solidarity_request: SolidarityRequest) -> None:
    translator = factories.make_user()
    keep(solidarity_request, translator, title="Licenciés", demands="Réintégration")
    keep(solidarity_request, translator, title="Licenciées", demands="Réintégration")
    rows = Translation.objects.of(solidarity_request).values_list("field", "language", "text", "state")
    assert set(rows) == {("title", "fr", "Licenciées", "human"), ("demands", "fr", "Réintégration", "human")}


def test_an_empty_text_takes_the_translation_away(solidarity_request: SolidarityRequest) -> None:
    translator = factories.make_user()
    keep(solidarity_request, translator)
    keep(solidarity_request, translator, title="  ")
    assert not Translation.objects.of(solidarity_request).exists()


def test_a_second_person_reviews_it(solidarity_request: SolidarityRequest) -> None:
    translator, second = factories.make_user(), factories.make_user()
    keep(solidarity_request, translator)
    assert review(solidarity_request, second) == 1
    row = Translation.objects.get()
    assert (row.state, row.translator, row.reviewer) == (TranslationState.REVIEWED, translator, second)


def test_nobody_reviews_their_own_translation(solidarity_request: SolidarityRequest) -> None:
    translator = factories.make_user()
    keep(solidarity_request, translator)
    with pytest.raises(translations.NotReviewable):
        review(solidarity_request, translator)


def test_there_must_be_something_to_review(solidarity_request: SolidarityRequest) -> None:
    with pytest.raises(translations.NotReviewable):
        review(solidarity_request, factories.make_user())


def test_what_was_changed_after_review_must_be_reviewed_again(solidarity_request: SolidarityRequest) -> None:
    keep(solidarity_request, factories.make_user())
    review(solidarity_request, factories.make_user())
    keep(solidarity_request, factories.make_user(), title="Licenciées")
    assert Translation.objects.get().state == TranslationState.HUMAN


def test_what_was_kept_unchanged_stays_reviewed(solidarity_request: SolidarityRequest) -> None:
    keep(solidarity_request, factories.make_user())
    review(solidarity_request, factories.make_user())
    assert keep(solidarity_request, factories.make_user()) == 0
    assert Translation.objects.get().state == TranslationState.REVIEWED


def test_a_stale_translation_cannot_be_reviewed(solidarity_request: SolidarityRequest) -> None:
    keep(solidarity_request, factories.make_user())
    solidarity_request.title = "Something else"
    with pytest.raises(translations.NotReviewable):
        review(solidarity_request, factories.make_user())


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("bn", {"title": "The same"}),
        ("<script>", {"title": "No language"}),
        ("fr", {"title": "x" * 241}),
        ("fr", {"title": "two\nlines"}),
        ("fr", {"what_happens": "hidden \u202e turn"}),
    ],
)
def test_what_breaks_the_rules_of_the_original_is_refused(
    solidarity_request: SolidarityRequest, language: str, texts: dict[str, str]
) -> None:
    with pytest.raises(Refused):
        keep(solidarity_request, factories.make_user(), language, **texts)


def test_the_trail_says_who_and_which_language(solidarity_request: SolidarityRequest) -> None:
    translator = factories.make_user()
    keep(solidarity_request, translator)
    event = AuditEvent.objects.get(action="translation_kept")
    assert (event.actor, event.to_state) == (translator, "fr")


def test_staff_translate_side_by_side(
    solidarity_request: SolidarityRequest, union: Organisation, signed_in: Any
) -> None:
    client = signed_in(factories.make_staff(union))
    page = client.get(page_of(solidarity_request)).content.decode()
    assert "From Bangla into French" in page
    assert "বরখাস্ত" in page
    client.post(page_of(solidarity_request), {"title": "Licenciés", "keep": "1"})
    assert Translation.objects.get(field="title").text == "Licenciés"
    assert "Translated by a person" in client.get(page_of(solidarity_request)).content.decode()


def test_a_second_of_the_staff_marks_it_as_looked_over(
    solidarity_request: SolidarityRequest, union: Organisation, signed_in: Any
) -> None:
    keep(solidarity_request, factories.make_staff(union))
    client = signed_in(factories.make_staff(union))
    client.post(page_of(solidarity_request), {"title": "Licenciés", "review": "1"})
    assert Translation.objects.get().state == TranslationState.REVIEWED


def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(
    solidarity_request: SolidarityRequest, union: Organisation, signed_in: Any
) -> None:
    client = signed_in(factories.make_staff(union))
    response = client.post(page_of(solidarity_request), {"title": "hidden\u200b", "demands": "Réintégration"})
    assert response.context["form"].errors["title"]
    assert "Réintégration" in response.content.decode()


@pytest.mark.parametrize("language", ["bn", "xx", "tlh"])
def test_there_is_no_page_for_the_original_or_an_unknown_language(
    solidarity_request: SolidarityRequest, union: Organisation, signed_in: Any, language: str
) -> None:
    assert signed_in(factories.make_staff(union)).get(page_of(solidarity_request, language)).status_code == 404


def test_strangers_and_other_unions_find_no_such_page(solidarity_request: SolidarityRequest, signed_in: Any) -> None:
    other = signed_in(factories.make_staff(factories.make_organisation()))
    assert other.get(page_of(solidarity_request)).status_code == 404
    assert other.post(page_of(solidarity_request), {"title": "Mine"}).status_code == 404
    assert Client().get(page_of(solidarity_request)).status_code == 302
    assert not Translation.objects.exists()


def test_what_a_need_is_called_is_translated_beside_the_request(
    solidarity_request: SolidarityRequest, signed_in: Callable[[User], Client]
) -> None:
    need = solidarity_request.needs.get()
    Need.objects.filter(pk=need.pk).update(title="পোস্টার")
    staff = signed_in(factories.make_staff(solidarity_request.organisation))
    typed = {"title": "", f"need_{need.public_id}": "Affiches", "keep": "1"}
    assert staff.post(page_of(solidarity_request), typed).status_code == 302
    read = Client().get(f"/fr/requests/{solidarity_request.public_id}/").content.decode()
    assert '<bdi lang="fr">Affiches</bdi>' in read
