"""Searching the board: any script, without accents, in originals, translations and names."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from solidarity.choices import Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from unions.models import OrganisationName, Translation
from unions.queries import source_hash

pytestmark = pytest.mark.usefixtures("at_now")


def found(client: Client, words: str) -> set[str]:
    """Return the titles that a search finds."""
    response = client.get(reverse("solidarity:request-list"), {"q": words})
    assert response.status_code == 200
    return {card["title"] for card in response.context["cards"]}


def translate(solidarity_request: SolidarityRequest, language: str, text: str, field: str = "what_happens") -> None:
    """A translation of one of its texts."""
    Translation.objects.create(
        subject=solidarity_request,
        field=field,
        language=language,
        text=text,
        source_hash=source_hash(getattr(solidarity_request, field)),
        changed_at=factories.NOW,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Huelga en la fábrica de Perú", "FABRICA peru"),
        ("Grève à l’usine de Łódź", "greve lodz"),
        ("إضراب عمّال الميناء", "اضراب عمال"),
        ("أُجور غير مدفوعة", "اجور"),
        ("গার্মেন্টস শ্রমিক ছাঁটাই", "শ্রমিক"),
        ("工人被解雇", "解雇"),
        ("Забастовка докеров", "забастовка"),
        ("Streik bei ﬁrma Straße", "firma strasse"),
    ],
)
def test_a_text_is_found_in_any_script_and_without_accents(client: Client, text: str, words: str) -> None:
    factories.make_request(title="This", what_happens=text)
    factories.make_request(title="That")
    assert found(client, words) == {"This"}


def test_every_word_must_stand_somewhere(client: Client) -> None:
    factories.make_request(title="Strike in Lima")
    factories.make_request(title="Strike in Cusco")
    assert found(client, "strike lima") == {"Strike in Lima"}


def test_a_translation_is_searched_too(client: Client) -> None:
    solidarity_request = factories.make_request(title="This", language="bn")
    translate(solidarity_request, "fr", "Les ouvrières licenciées")
    assert found(client, "ouvrieres") == {"This"}


def test_other_texts_of_the_translation_table_are_not(client: Client) -> None:
    solidarity_request = factories.make_request(title="This")
    translate(solidarity_request, "fr", "Secret", field="background")
    assert found(client, "secret") == set()


def test_the_union_and_the_employer_are_found_by_their_names(client: Client) -> None:
    union = factories.make_organisation("Sindicato de Estibadores", acronym="SDE")
    OrganisationName.objects.create(
        organisation=union, name="Dockers", folded_name="dockers of peru", type="translated"
    )
    factories.make_request(union, title="This", employer=factories.make_employer("Puerto Azul"))
    for words in ("estibadores", "sde", "dockers", "PUERTO", "estibadores azul dismissed"):
        assert found(client, words) == {"This"}


@pytest.mark.parametrize("level", [v for v in Visibility if v != Visibility.PUBLIC])
def test_nothing_above_public_is_found_by_a_visitor(client: Client, level: str) -> None:
    hidden = factories.make_request(title="Hidden", visibility=level, language="bn")
    translate(hidden, "en", "Dismissed delegates")
    assert found(client, "hidden") == found(client, "delegates") == set()


@pytest.mark.parametrize("words", ["%", "_", "\\", "' OR 1=1", "a" * 3000, "*", "((", "🙂", "…", "x " * 50])
def test_no_words_do_harm_or_find_everything(client: Client, words: str) -> None:
    factories.make_request(title="This one")
    assert found(client, words) == set()


def test_the_words_searched_stand_in_the_field_again_escaped(client: Client) -> None:
    response = client.get(reverse("solidarity:request-list"), {"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in response.content.decode()
    assert "&lt;script&gt;alert(1)" in response.content.decode()


def test_the_search_can_use_its_index() -> None:
    """The folded word is known before the table is read, so with many rows Postgres asks the trigram index."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    assert "request_search" in SolidarityRequest.objects.holding("dismissed").explain()
