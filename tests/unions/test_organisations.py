"""Organisations and employers come in, and the page of an organisation."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    NOW,
    TODAY,
    make_admin,
    make_employer,
    make_member,
    make_organisation,
    make_request,
    make_sector,
    make_user,
)
from unions.actions import employers, organisations
from unions.choices import Listing, NameType, OrganisationState
from unions.models import Affiliation, AuditEvent, Employer, Follow, Organisation, Recognition, User
from unions.validators import Refused, folded_name


def add(name: str = "Dockers’ Union", country: str = "EG", **fields: Any) -> Organisation:
    """Add an organisation."""
    return organisations.add(by=None, at=NOW, name=name, country=country, **fields)


def page_of(organisation: Organisation, client: Client | None = None) -> str:
    """The page of an organisation, as one line of text."""
    answer = (client or Client()).get(reverse("unions:organisation-detail", args=[organisation.slug]))
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def status_of(organisation: Organisation, client: Client | None = None) -> int:
    """How the page answers."""
    return (client or Client()).get(reverse("unions:organisation-detail", args=[organisation.slug])).status_code


def test_an_organisation_that_is_added_is_only_listed() -> None:
    assert add().state == OrganisationState.LISTED


def test_an_addition_is_in_the_trail() -> None:
    organisation, person = None, make_user()
    organisation = organisations.add(by=person, at=NOW, name="Dockers", country="EG")
    event = AuditEvent.objects.get(action="organisation.added", object_id=organisation.pk)
    assert (event.actor, event.to_state) == (person, "listed")


@pytest.mark.parametrize("again", ["Dockers’ Union", "DOCKERS' UNION", " dockers  union"])
def test_a_name_is_taken_once_in_a_country_however_it_is_written(again: str) -> None:
    add()
    with pytest.raises(organisations.NameTaken):
        add(again)


def test_the_same_name_is_free_in_another_country() -> None:
    assert {add().slug, add(country="LB").slug} == {"dockers-union", "dockers-union-lb"}


def test_a_name_that_grows_when_it_is_compared_is_refused_in_words() -> None:
    with pytest.raises(organisations.NameTooLong):
        add("ﷺ" * 20)


@pytest.mark.parametrize(
    "fields",
    [{"name": "Dockers\u200b"}, {"country": "Egypt"}, {"acronym": "x" * 61}, {"city": "A\u202eB"}, {"kind": "choir"}],
)
def test_an_organisation_keeps_the_rules_of_its_fields(fields: dict[str, str]) -> None:
    with pytest.raises(Refused):
        add(**fields)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("fields", "slug"),
    [
        ({"name": "Vereinte Dienstleistungsgewerkschaft", "acronym": "ver.di"}, "ver-di"),
        ({"name": "Confédération générale du travail"}, "confederation-generale-du-travail"),
        ({"name": "اتحاد العمال"}, "اتحاد-العمال"),
        ({"name": "노동조합"}, "노동조합"),
        ({"name": "A " + "very " * 40 + "long name"}, "a-" + "-".join(["very"] * 11)),
        ({"name": "Import"}, "import-eg"),
    ],
)
def test_addresses_are_short_and_readable(fields: dict[str, str], slug: str) -> None:
    assert add(**fields).slug == slug


def test_languages_and_sectors_come_with_an_organisation() -> None:
    organisation = add(languages=["ar", "fr", "ar"], sectors=[make_sector()])
    assert [spoken.language for spoken in organisation.languages.order_by("language")] == ["ar", "fr"]
    assert [covered.sector.code for covered in organisation.coverage.all()] == ["transport"]


def test_an_employer_is_found_however_it_is_written() -> None:
    first = employers.add(by=None, at=NOW, name="Hafen AG", country="DE")
    assert employers.add(by=None, at=NOW, name="HAFEN  ag", country="DE") == first
    assert Employer.objects.count() == AuditEvent.objects.filter(action="employer_added").count() == 1


@pytest.mark.parametrize("name", ["", " – ", "..."])
def test_an_employer_has_a_name_with_letters(name: str) -> None:
    with pytest.raises(Refused):
        employers.add(by=None, at=NOW, name=name, country="DE")


def test_the_page_says_who_where_in_which_languages_and_in_which_sectors() -> None:
    organisation = add(acronym="DU", city="Alexandria", languages=["ar"], sectors=[make_sector()])
    page = page_of(organisation)
    for words in ("Dockers’ Union", "DU", "Alexandria", "Egypt", "Arabic", "Transport"):
        assert words in page


def test_a_listed_organisation_is_said_to_be_not_vetted() -> None:
    assert "Listed: not vetted" in page_of(add())


def test_a_member_is_said_to_be_one() -> None:
    page = page_of(make_organisation())
    assert "Member of the network" in page and "not vetted" not in page


def test_a_suspended_organisation_is_no_member() -> None:
    assert "Not a member at present" in page_of(make_organisation(state=OrganisationState.SUSPENDED))


def test_what_is_not_known_is_not_made_up() -> None:
    page = page_of(add())
    assert "Not known" in page
    assert "Website" not in page and "Founded" not in page


def test_a_website_that_nobody_has_seen_answer_is_text() -> None:
    organisation = add(website="http://dead.example")
    answer = Client().get(reverse("unions:organisation-detail", args=[organisation.slug])).content.decode()
    assert "http://dead.example" in answer and 'href="http://dead.example"' not in answer


@pytest.mark.parametrize(
    ("website", "link"),
    [
        ("https://du.example/a", "https://du.example/a"),
        ("du.example", "https://du.example"),
        ("javascript:alert(1)", ""),
    ],
)
def test_only_a_website_that_answers_is_linked_and_nothing_but_a_website(website: str, link: str) -> None:
    organisation = add(website=website, website_answers=True)
    answer = Client().get(reverse("unions:organisation-detail", args=[organisation.slug]))
    assert answer.context["website_url"] == link
    assert 'href="javascript' not in answer.content.decode()


def test_the_statement_keeps_its_language_and_direction_and_no_markup() -> None:
    organisation = add(statement="نحن <b>عمال</b>", statement_language="ar")
    answer = Client().get(reverse("unions:organisation-detail", args=[organisation.slug])).content.decode()
    assert '<div class="prose" lang="ar" dir="auto">' in answer
    assert "&lt;b&gt;" in answer


def test_the_page_shows_what_stands_above_and_below() -> None:
    centre, union = add("National Centre"), add("Union of Ports")
    branch = add("Pier Four", parent=union)
    Organisation.objects.filter(pk=union.pk).update(parent=centre)
    Affiliation.objects.create(child=union, parent=add("Transport International", country=""))
    page = page_of(union)
    for name in ("National Centre", branch.name, "Transport International", "Said by the organisation"):
        assert name in page


def test_bodies_that_the_reader_may_not_see_are_not_named() -> None:
    hidden = make_organisation("Hidden Centre", listing=Listing.UNLISTED)
    union = make_organisation("Open Union", parent=hidden)
    make_organisation("Hidden Branch", parent=union, listing=Listing.UNLISTED)
    Affiliation.objects.create(child=union, parent=hidden)
    Affiliation.objects.create(child=hidden, parent=union)
    assert "Hidden" not in page_of(union)


def test_an_unlisted_organisation_does_not_exist_for_strangers(signed_in: Callable[[User], Client]) -> None:
    hidden = make_organisation(listing=Listing.UNLISTED)
    assert status_of(hidden) == status_of(hidden, signed_in(make_user())) == 404
    assert status_of(hidden, signed_in(make_member(hidden))) == 200


def test_an_organisation_listed_to_members_is_for_members(signed_in: Callable[[User], Client]) -> None:
    inside = make_organisation(listing=Listing.MEMBERS)
    assert status_of(inside) == 404
    assert status_of(inside, signed_in(make_member(make_organisation()))) == 200


def test_a_union_in_danger_shows_strangers_no_place_and_no_employer(signed_in: Callable[[User], Client]) -> None:
    endangered = make_organisation(safe_mode=True, city="Nowhere")
    Recognition.objects.create(organisation=endangered, employer=make_employer())
    stranger, member = page_of(endangered), page_of(endangered, signed_in(make_member(make_organisation())))
    assert "Nowhere" not in stranger and "Hafen AG" not in stranger
    assert "Nowhere" in member and "Hafen AG" in member


def test_the_follow_button_knows_whether_i_follow(signed_in: Callable[[User], Client]) -> None:
    organisation, person = add(), make_user()
    client = signed_in(person)
    assert "Follow Dockers’ Union" in page_of(organisation, client)
    Follow.objects.create(user=person, organisation=organisation, since=NOW)
    assert "Stop following Dockers’ Union" in page_of(organisation, client)


def test_its_admins_find_the_way_to_their_people(signed_in: Callable[[User], Client]) -> None:
    organisation = make_organisation()
    assert "Our people" in page_of(organisation, signed_in(make_admin(organisation)))
    assert "Our people" not in page_of(organisation, signed_in(make_member(organisation)))


@pytest.mark.usefixtures("at_now")
def test_the_page_shows_what_rooms_above_have_of_it() -> None:
    solidarity_request = make_request()
    assert solidarity_request.title in page_of(solidarity_request.organisation)


def test_the_page_takes_as_many_queries_for_five_of_each_as_for_one() -> None:
    few, many = add("Few"), add("Many")
    counts = []
    for organisation, number in ((few, 1), (many, 5)):
        for index in range(number):
            fill(organisation, f"{organisation.name} {index}")
        with CaptureQueriesContext(connection) as queries:
            page_of(organisation)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def fill(organisation: Organisation, name: str) -> None:
    """Give an organisation one more of everything."""
    add(f"Branch {name}", parent=organisation)
    Affiliation.objects.create(child=organisation, parent=add(f"Federation {name}"), from_on=TODAY)
    Affiliation.objects.create(child=add(f"Affiliate {name}"), parent=organisation)
    organisation.languages.create(language=f"a{name[-1].replace('0', 'r').translate(str.maketrans('1234', 'zsmf'))}")
    organisation.names.create(name=name, folded_name=folded_name(name), type=NameType.FORMER)
    organisation.coverage.create(sector=make_sector(f"sector-{folded_name(name).replace(' ', '-')}"))
    Recognition.objects.create(organisation=organisation, employer=make_employer(f"Employer {name}"))
