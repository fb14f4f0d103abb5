"""Twenty thousand organisations: as many queries as with five, and every search by an index."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.factories import make_sector
from tests.queries import queries_of
from unions.models import Coverage, Organisation, OrganisationLanguage
from unions.querysets.directory import MOST_WORDS
from unions.validators import folded_name
from unions.views.paging import PER_PAGE

MANY, FEW = 20_000, 5
WORDS = ("Dockers", "Métallos", "Workers", "Lehrkräfte", "Sindicato", "عمال", "工会", "Профсоюз", "노동조합", "แรงงาน")
COUNTRIES = ("DE", "EG", "MX", "BD", "CN", "KR", "TH", "RU", "FR", "US")
QUERIES = (
    "",
    "?q=lehrkrafte",
    "?q=lehrkrafte+no",
    "?country=EG",
    "?sector=transport",
    "?language=ar",
    "?standing=listed",
)
SEARCHES = ("lehrkrafte 777", "工会 777", "عمال 777", "แรงงาน 777", "노동 777", "no 777", "19999")


def name_of(number: int) -> str:
    """A name in one of ten scripts and languages, with a number of its own."""
    return f"{WORDS[number % 10]} {number * 7919 % 10_007} no. {number}"


def make(numbers: range) -> None:
    """Make organisations in bulk, each with a language, every tenth in transport."""
    made = Organisation.objects.bulk_create(
        Organisation(
            name=name_of(number),
            folded_name=folded_name(name_of(number)),
            slug=f"organisation-at-scale-{number}",
            country=COUNTRIES[number % 10],
        )
        for number in numbers
    )
    languages = ("de", "ar", "es", "bn", "zh", "ko", "th", "ru", "fr", "en")
    OrganisationLanguage.objects.bulk_create(
        OrganisationLanguage(organisation=each, language=languages[index % 10]) for index, each in enumerate(made)
    )
    sector = make_sector()
    Coverage.objects.bulk_create(Coverage(organisation=each, sector=sector) for each in made[::10])


@pytest.fixture(scope="module")
def counts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, tuple[int, int]]]:
    """Make five, count the queries of each page, make the rest, count again; Postgres then knows what it holds."""
    with django_db_blocker.unblock(), transaction.atomic():
        make(range(FEW))
        few = {query: cost(query) for query in QUERIES}
        make(range(FEW, MANY))
        with connection.cursor() as cursor:
            for model in (Organisation, OrganisationLanguage, Coverage):
                cursor.execute(f"ANALYZE {model._meta.db_table}")
        yield {query: (few[query], cost(query)) for query in QUERIES}
        transaction.set_rollback(True)


def cost(query: str) -> int:
    """How many queries a page takes when nothing has been counted before."""
    cache.clear()
    return queries_of(lambda: Client().get(f"/en/unions/{query}"))


def plan_of(found: Any) -> str:
    """How Postgres goes about the first page of these."""
    return str(found.by_name()[: PER_PAGE + 1].explain())


def test_there_are_twenty_thousand(counts: dict[str, tuple[int, int]]) -> None:
    assert counts
    assert Organisation.objects.count() == MANY


@pytest.mark.parametrize("query", QUERIES)
def test_a_page_takes_as_many_queries_as_with_five(counts: dict[str, tuple[int, int]], query: str) -> None:
    few, many = counts[query]
    assert many == few


@pytest.mark.parametrize("words", SEARCHES)
@pytest.mark.usefixtures("counts")
def test_a_search_reads_the_index_and_finds(words: str) -> None:
    found = Organisation.objects.visible_to(AnonymousUser()).in_directory().named(words)
    assert len(words.split()) <= MOST_WORDS
    assert found.exists()
    assert "organisation_search" in plan_of(found)
    assert "Seq Scan on unions_organisation" not in plan_of(found)


@pytest.mark.usefixtures("counts")
def test_the_list_is_read_in_its_order_at_any_depth() -> None:
    visible = Organisation.objects.visible_to(AnonymousUser()).in_directory()
    deep = visible.by_name()[MANY - 100]
    for plan in (plan_of(visible), str(visible.after(deep)[: PER_PAGE + 1].explain())):
        assert "organisation_by_name" in plan
        assert "Seq Scan" not in plan


@pytest.mark.parametrize("filters", [{"country": "EG"}, {"sector": "transport"}, {"language": "ar"}])
@pytest.mark.usefixtures("counts")
def test_a_filter_never_reads_the_whole_table(filters: dict[str, str]) -> None:
    visible = Organisation.objects.visible_to(AnonymousUser()).in_directory()
    assert "Seq Scan on unions_organisation " not in plan_of(visible.narrowed(**filters))


@pytest.mark.usefixtures("counts")
def test_the_plan_of_a_search_without_an_index_would_be_seen() -> None:
    assert "Seq Scan on unions_organisation" in str(Organisation.objects.filter(city__contains="nowhere").explain())
