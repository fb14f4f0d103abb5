"""What of somebody's languages decides in which they are quoted to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solidarity.alerts.variants import Translated, decisive, read_by
from unions.queries import chosen_language

TAGS = ["ar", "bn", "en", "es", "fr", "pt", "pt-BR"]
ORDERS = st.lists(st.sampled_from(TAGS), unique=True)
TEXTS = st.lists(st.builds(Translated, st.sampled_from(TAGS), st.frozensets(st.sampled_from(TAGS))), max_size=4)


def given_words(order: list[str], texts: list[Translated]) -> list[str | None]:
    """Return in which language each text is given to who reads these."""
    return [chosen_language(order, *text) for text in texts]


@given(ORDERS, TEXTS)
def test_what_is_left_leads_to_the_same_words(order: list[str], texts: list[Translated]) -> None:
    assert given_words(list(decisive(order, texts)), texts) == given_words(order, texts)


@given(ORDERS, st.builds(Translated, st.sampled_from(TAGS), st.frozensets(st.sampled_from(TAGS))))
def test_of_one_text_there_are_no_more_variants_than_translations(order: list[str], text: Translated) -> None:
    left = decisive(order, [text])
    assert left in {(), *((language,) for language in text.languages)}


def test_a_language_counts_that_another_text_is_in() -> None:
    texts = [Translated("bn", frozenset({"es", "fr"})), Translated("bn", frozenset({"fr"}))]
    assert decisive(["ar", "es", "fr", "en"], texts) == ("es", "fr")


def test_what_was_written_in_one_keeps_the_later_ones_from_it() -> None:
    texts = [Translated("bn", frozenset({"es"})), Translated("en", frozenset({"es"}))]
    assert decisive(["bn", "es"], texts) == ("bn", "es")


@pytest.mark.parametrize(
    ("wanted", "read"),
    [
        (["fr"], ("fr", "en")),
        (["en", "es"], ("en", "es")),
        (["es-AR"], ("es-AR", "es", "en")),
        (["bn", "hi", "fr"], ("bn", "hi", "fr", "en")),
    ],
)
def test_after_what_somebody_wants_the_language_of_the_mail_is_tried_then_english(
    wanted: list[str], read: tuple[str, ...]
) -> None:
    assert read_by(wanted) == read
