"""Names that a person could take for one another are found; others are left alone."""

import pytest
from django.core.exceptions import ValidationError

from tests import factories
from tests.queries import queries_of
from tests.unions.look_alike_pairs import ALIKE, DIFFERENT
from unions.actions.look_alikes import approved_like, looks_like
from unions.choices import OrganisationState
from unions.models import OrganisationName
from unions.validators import folded_name, plain_name


@pytest.mark.parametrize(("name", "other"), ALIKE)
def test_what_looks_alike_is_found_both_ways(name: str, other: str) -> None:
    assert looks_like(name, other)
    assert looks_like(other, name)


@pytest.mark.parametrize(("name", "other"), DIFFERENT)
def test_what_differs_is_left_alone(name: str, other: str) -> None:
    assert not looks_like(name, other)


def test_the_table_is_long_enough() -> None:
    assert len({*ALIKE}) >= 100
    assert len({*DIFFERENT}) >= 60


def test_no_name_of_the_table_differs_from_itself() -> None:
    names = {name for pair in (*ALIKE, *DIFFERENT) for name in pair if any(map(str.isalnum, name))}
    assert [name for name in names if not looks_like(name, name)] == []


@pytest.mark.parametrize("hidden", ["IG\u200b Metall", "IG \u202eMetall", "IG Metall\u0007", "IG\u2067 Metall"])
def test_hidden_characters_are_refused_before_anything_is_compared(hidden: str) -> None:
    with pytest.raises(ValidationError):
        plain_name(hidden)


def test_members_are_compared_by_all_their_names() -> None:
    union = factories.make_organisation("Vereinte Dienstleistungsgewerkschaft", acronym="ver.di")
    OrganisationName.objects.create(
        organisation=union, name="United Services Union", folded_name=folded_name("United Services Union"),
        type="translated",
    )  # fmt: skip
    factories.make_organisation("Another Union")
    for name in ("Vereinte Dienstleistungs-Gewerkschaft", "VERDI", "Un\u0456ted Services Union"):
        assert approved_like(name) == [union]
    assert approved_like("Postgewerkschaft", "") == []


@pytest.mark.parametrize("state", [OrganisationState.LISTED, OrganisationState.PROVISIONAL, OrganisationState.REMOVED])
def test_only_approved_members_count(state: str) -> None:
    factories.make_organisation("IG Metall", state=state)
    assert approved_like("IG Metall") == []


def test_comparing_costs_the_same_for_five_as_for_one() -> None:
    factories.make_organisation()
    one = queries_of(lambda: approved_like("IG Metall"))
    for _ in range(4):
        factories.make_organisation()
    assert queries_of(lambda: approved_like("IG Metall")) == one
