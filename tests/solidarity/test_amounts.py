"""How much is asked, in words: a number with its unit, and the unit alone beside a bar, which writes the numbers."""

import pytest
from django.utils import translation

from solidarity.choices import UNITS
from solidarity.notifications.asks import amount_in_words
from solidarity.panels import needs_in_words
from tests import factories
from unions.localised import number

ARABIC = [(1, "رسالة واحدة", "رسالة"), (2, "رسالتان", "رسالة"), (10, "10 رسائل", "رسائل"), (11, "11 رسالة", "رسالة")]


def beside_the_bar(quantity: int) -> str:
    """Return the unit of a need of so many letters."""
    solidarity_request = factories.make_draft()
    factories.make_need(solidarity_request, quantity=quantity)
    (words,) = needs_in_words(solidarity_request.needs.for_page(), ["en"])
    return str(words["unit"])


@pytest.mark.parametrize(("quantity", "words", "unit"), ARABIC)
def test_arabic_says_one_and_two_without_a_number_and_a_bar_repeats_neither(
    quantity: int, words: str, unit: str
) -> None:
    with translation.override("ar"):
        assert amount_in_words(quantity, "letters") == words
        assert beside_the_bar(quantity) == unit


@pytest.mark.parametrize("unit", UNITS)
def test_no_arabic_unit_has_one_or_two_in_figures(unit: str) -> None:
    with translation.override("ar"):
        assert not any(number(quantity) in amount_in_words(quantity, unit) for quantity in (1, 2))


@pytest.mark.parametrize("quantity", [1, 10])
def test_elsewhere_the_unit_is_what_follows_the_number(quantity: int) -> None:
    assert beside_the_bar(quantity) == ("letter" if quantity == 1 else "letters")
