"""The directory: who stands in it, filters that are links, pages by name, the map."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories import give_duty, make_member, make_organisation, make_sector, make_user
from tests.queries import queries_of
from unions.choices import LanguageUse, Listing, NetworkRoleKind, OrganisationState
from unions.models import Follow, Organisation, User
from unions.views.paging import PER_PAGE

DIRECTORY = "/en/unions/"
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _no_figures_of_others() -> Iterator[None]:
    """Count anew: the figures of the directory are kept for some minutes."""
    cache.clear()
    yield
    cache.clear()


def listed(query: str = "", client: Client | None = None) -> list[str]:
    """The names on a page of the directory, in their order."""
    answer = (client or Client()).get(f"{DIRECTORY}{query}")
    assert answer.status_code == 200
    return [each.name for each in answer.context["organisations"]]


def html_of(query: str = "", client: Client | None = None) -> str:
    """A page of the directory."""
    return (client or Client()).get(f"{DIRECTORY}{query}").content.decode()


def fill(number: int, **fields: Any) -> list[Organisation]:
    """Make so many organisations, each with languages and a sector."""
    made = [make_organisation(f"Union {index:03}", **fields) for index in range(number)]
    for each in made:
        each.languages.create(language="ar")
        each.languages.create(language="fr", use=LanguageUse.SPOKEN)
        each.coverage.create(sector=make_sector())
    return made


def test_everybody_finds_what_is_public_by_name() -> None:
    for name in ("Zimmerleute", "Éclairagistes", "dockers"):
        make_organisation(name)
    assert listed() == ["dockers", "Éclairagistes", "Zimmerleute"]


def test_a_line_says_who_where_in_which_languages_and_in_which_sectors() -> None:
    [union] = fill(1, acronym="DU", country="EG")
    html = html_of()
    for words in (f"/en/unions/{union.slug}/", "DU", "Egypt", "Arabic", "French", "Transport", "Member of the network"):
        assert words in html


def test_what_the_reader_may_not_see_is_not_there(signed_in: SignIn) -> None:
    home = make_organisation("Home")
    make_organisation("Hidden", listing=Listing.UNLISTED)
    make_organisation("Inside", listing=Listing.MEMBERS)
    make_organisation("Removed", state=OrganisationState.REMOVED)
    assert listed() == listed(client=signed_in(make_user())) == ["Home"]
    assert listed(client=signed_in(make_member(home))) == ["Home", "Inside"]


def test_nobody_sees_in_the_list_that_a_listed_union_has_applied() -> None:
    make_organisation("Applying", state=OrganisationState.APPLYING)
    assert "Listed: not vetted" in html_of()


def test_search_finds_any_name() -> None:
    union = make_organisation("Confédération générale du travail", acronym="CGT")
    make_organisation("Dockers")
    assert listed("?q=generale") == listed("?q=C.G.T.") == [union.name]


def test_the_very_acronym_comes_before_those_that_begin_with_it() -> None:
    union = make_organisation("Confédération générale du travail", acronym="CGT")
    make_organisation("CGT Énergie")
    make_organisation("CGT Ports")
    assert listed("?q=cgt") == [union.name, "CGT Énergie", "CGT Ports"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?country=EG", ["Egyptian"]),
        ("?sector=transport", ["Egyptian"]),
        ("?kind=works_council", ["German"]),
        ("?language=ar", ["Egyptian"]),
        ("?standing=member", ["Egyptian"]),
        ("?standing=listed", ["German"]),
        ("?country=EG&standing=listed", []),
        ("?country=Atlantis", []),
        ("?standing=admiral", []),
        ("?sector=%00&language=%00&country=%00", ["Egyptian", "German"]),
        ("?q=egypt&country=DE", []),
    ],
)
def test_filters_narrow_and_a_value_nobody_knows_matches_none(query: str, names: list[str]) -> None:
    union = make_organisation("Egyptian", country="EG")
    union.coverage.create(sector=make_sector())
    union.languages.create(language="ar")
    make_organisation("German", kind="works_council", state=OrganisationState.LISTED)
    assert listed(query) == names


def test_filters_are_links_that_keep_each_other_and_go_when_chosen_again() -> None:
    make_organisation(country="EG").languages.create(language="ar")
    html = html_of("?country=EG&q=dockers")
    assert 'href="?q=dockers&amp;country=EG&amp;language=ar"' in html
    assert 'href="?q=dockers"' in html


def test_numbers_stand_beside_the_filters_while_nothing_else_is_chosen() -> None:
    fill(3, country="EG")
    groups = {group["key"]: group["choices"] for group in Client().get(DIRECTORY).context["groups"]}
    assert [choice["count"] for choice in groups["country"]] == [3]
    groups = {group["key"]: group["choices"] for group in Client().get(f"{DIRECTORY}?language=ar").context["groups"]}
    assert [choice["count"] for choice in groups["country"]] == [None]


def test_numbers_and_map_count_nothing_that_is_not_public(signed_in: SignIn) -> None:
    home = make_organisation("Home", country="EG")
    make_organisation("Inside", country="EG", listing=Listing.MEMBERS)
    marks = signed_in(make_member(home)).get(DIRECTORY).context["marks"]
    assert [(mark["country"], mark["value"]) for mark in marks] == [("EG", 1)]


def test_the_map_leads_to_the_country() -> None:
    make_organisation(country="EG")
    assert 'href="/en/unions/?country=EG" aria-label="Egypt: 1"' in html_of()


def test_the_map_is_of_the_whole_list_alone() -> None:
    make_organisation(country="EG")
    assert "world-map__link" not in html_of("?country=EG")


def test_pages_follow_each_other_by_name_in_both_directions() -> None:
    names = [each.name for each in fill(2 * PER_PAGE + 1)]
    first = Client().get(DIRECTORY).context["page"]
    second = Client().get(f"{DIRECTORY}{first.after_url}").context["page"]
    third = Client().get(f"{DIRECTORY}{second.after_url}").context["page"]
    back = Client().get(f"{DIRECTORY}{third.before_url}").context["page"]
    assert [each.name for each in (*first.rows, *second.rows, *third.rows)] == names
    assert back.rows == second.rows
    assert (first.before_url, third.after_url) == ("", "")


def test_organisations_of_one_name_are_all_listed() -> None:
    countries = [f"{first}{second}" for first in "ABC" for second in "ABCDEFGHIJ"]
    for country in countries:
        make_organisation("Dockers", country=country)
    first = Client().get(DIRECTORY).context["page"]
    second = Client().get(f"{DIRECTORY}{first.after_url}").context["page"]
    assert {each.country for each in (*first.rows, *second.rows)} == set(countries)


def test_a_mark_that_the_reader_may_not_see_tells_nothing() -> None:
    make_organisation("Dockers")
    hidden = make_organisation("Hidden", listing=Listing.UNLISTED)
    assert listed(f"?after={hidden.public_id}") == listed("?after=zzzzzzzzzzzz") == listed() == ["Dockers"]


@pytest.mark.parametrize(
    ("query", "words"),
    [("?country=EG", "Follow Egypt"), ("?sector=transport", "Follow Transport"), ("?language=ar", "Follow Arabic")],
)
def test_what_is_chosen_can_be_followed(query: str, words: str, signed_in: SignIn) -> None:
    fill(1, country="EG")
    client = signed_in(person := make_user())
    assert words in html_of(query, client)
    kind, value = query[1:].split("=")
    client.post("/en/following/toggle/", {"kind": kind, "value": value, "next": f"{DIRECTORY}{query}"})
    assert Follow.objects.filter(user=person).count() == 1
    assert words.replace("Follow", "Stop following") in html_of(query, client)


def test_a_value_that_nobody_knows_cannot_be_followed() -> None:
    assert "follow-toggle" not in html_of("?country=Atlantis&sector=none&language=xx")


def test_nothing_found_says_what_to_do() -> None:
    make_organisation()
    assert "Show all organisations" in html_of("?q=nobody")


def test_an_empty_directory_says_what_to_do(signed_in: SignIn) -> None:
    assert "The directory is empty" in html_of()
    admin = give_duty(make_user(), NetworkRoleKind.NETWORK_ADMIN)
    assert "/en/organisations/import/" in html_of("", signed_in(admin))


def test_search_engines_get_the_whole_list_and_no_filter() -> None:
    assert 'rel="canonical"' in html_of()
    assert "noindex" in html_of("?country=EG")


def test_five_lines_take_as_many_queries_as_one() -> None:
    fill(1)
    Client().get(DIRECTORY)
    cache.clear()
    one = queries_of(lambda: Client().get(DIRECTORY))
    Organisation.objects.all().delete()
    fill(5)
    cache.clear()
    assert queries_of(lambda: Client().get(DIRECTORY)) == one


def test_the_figures_are_counted_once_for_many_readers() -> None:
    fill(2)
    first = queries_of(lambda: Client().get(DIRECTORY))
    assert queries_of(lambda: Client().get(DIRECTORY)) < first
