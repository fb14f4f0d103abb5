"""Employers: who is in the list, the tree of owners, sites, and the unions that face them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_draft, make_employer, make_member, make_organisation, make_request, make_user
from tests.queries import queries_of
from unions.choices import Listing
from unions.models import Employer, Follow, Organisation, OwnershipLink, Recognition, User, Worksite
from unions.views.employer_family import Branch, family_of

SignIn = Callable[[User], Client]


def faced(employer: Employer, union: Organisation | None = None, **fields: Any) -> Organisation:
    """Put a union at an employer."""
    union = union or make_organisation()
    Recognition.objects.create(organisation=union, employer=employer, **fields)
    return union


def owns(parent: Employer, child: Employer, **fields: Any) -> OwnershipLink:
    """Tie two employers."""
    return OwnershipLink.objects.create(parent=parent, child=child, **fields)


def page_of(employer: Employer, client: Client | None = None) -> str:
    """The page of an employer."""
    answer = (client or Client()).get(f"/en/employers/{employer.public_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def listed(query: str = "", client: Client | None = None) -> list[str]:
    """The names on a page of the list."""
    return [each.name for each in (client or Client()).get(f"/en/employers/{query}").context["page"].rows]


def shape(branches: list[Branch]) -> dict[str, Any]:
    """A tree by names."""
    return {branch.employer.name: shape(branch.branches) for branch in branches}


def reader() -> User:
    """Somebody without a union."""
    return make_user()


def test_the_list_holds_those_of_which_something_is_known_by_name() -> None:
    owner, owned, faced_one, placed = (make_employer(name) for name in ("Zeta", "Alpha", "Éclair", "Delta"))
    owns(owner, owned)
    faced(faced_one)
    Worksite.objects.create(employer=placed, name="North", country="DE")
    assert listed() == ["Alpha", "Delta", "Éclair", "Zeta"]


def test_an_employer_named_in_a_request_alone_is_in_no_list() -> None:
    make_draft(employer=make_employer("Being organised"))
    assert listed() == listed("?q=organised") == []


def test_an_employer_that_only_a_hidden_union_faces_is_in_no_list(signed_in: SignIn) -> None:
    union = faced(make_employer("Hafen AG"), make_organisation(safe_mode=True))
    assert listed() == []
    assert listed(client=signed_in(make_member(union))) == ["Hafen AG"]


def test_search_ignores_accents_and_finds_any_part() -> None:
    for name in ("Électricité du Nord", "Hafen AG"):
        faced(make_employer(name))
    assert listed("?q=TRICITE") == ["Électricité du Nord"]
    assert listed("?q=—") == ["Électricité du Nord", "Hafen AG"]


def test_the_list_goes_on_by_name() -> None:
    for index in range(26):
        faced(make_employer(f"Employer {index:02}"))
    page = Client().get("/en/employers/").context["page"]
    assert listed(page.after_url) == ["Employer 25"]


def test_nothing_found_says_what_to_do() -> None:
    assert "Show all employers" in Client().get("/en/employers/?q=nobody").content.decode()
    assert "No employers yet" in Client().get("/en/employers/").content.decode()


def test_the_page_says_what_it_is_and_which_unions_face_it() -> None:
    employer = make_employer(kind="joint_venture", country="CN")
    union = faced(employer, status="recognised")
    html = page_of(employer)
    for words in ("Hafen AG", "Joint venture", "China", union.name, "Recognised by the employer"):
        assert words in html


def test_the_family_is_a_tree_in_both_directions() -> None:
    group, company, plant, sister = (make_employer(name) for name in ("Group", "Company", "Plant", "Sister"))
    owns(group, company)
    owns(company, plant)
    owns(group, sister)
    assert shape(family_of(company, reader()).owners) == {"Group": {}}
    assert shape(family_of(company, reader()).owned) == {"Plant": {}}
    assert shape(family_of(group, reader()).owned) == {"Company": {"Plant": {}}, "Sister": {}}


def test_a_joint_venture_has_all_its_owners() -> None:
    first, second, venture = (make_employer(name) for name in ("First", "Second", "Venture"))
    owns(first, venture, kind="joint_venture", share_percent="40.00")
    owns(second, venture, kind="joint_venture")
    assert shape(family_of(venture, reader()).owners) == {"First": {}, "Second": {}}
    assert "40% of it" in page_of(venture)


def test_a_circle_of_owners_ends() -> None:
    one, two, three = (make_employer(name) for name in ("One", "Two", "Three"))
    owns(one, two)
    owns(two, three)
    owns(three, one)
    assert shape(family_of(one, reader()).owned) == {"Two": {"Three": {}}}
    assert shape(family_of(one, reader()).owners) == {"Three": {"Two": {}}}


def test_sites_and_branches_name_their_unions() -> None:
    group, company = make_employer("Group"), make_employer("Company")
    owns(group, company)
    north = Worksite.objects.create(employer=group, name="North plant", country="DE", city="Kiel")
    at_site, at_company = faced(group, worksite=north), faced(company)
    html = page_of(group)
    for words in ("North plant", "Kiel", at_site.name, at_company.name):
        assert words in html


def test_unions_that_the_reader_may_not_see_are_not_named(signed_in: SignIn) -> None:
    employer = make_employer()
    hidden = faced(employer, make_organisation("Hidden", listing=Listing.UNLISTED))
    endangered = faced(employer, make_organisation("Endangered", safe_mode=True))
    assert hidden.name not in page_of(employer) and endangered.name not in page_of(employer)
    member = signed_in(make_member(make_organisation()))
    assert endangered.name in page_of(employer, member) and hidden.name not in page_of(employer, member)


@pytest.mark.usefixtures("at_now")
def test_the_page_shows_the_open_requests_that_the_reader_may_see() -> None:
    employer = make_employer()
    shown = make_request(employer=employer, title="Locked out")
    make_request(employer=employer, title="Quiet", visibility="network")
    html = page_of(employer)
    assert shown.title in html and "Quiet" not in html


def test_an_employer_can_be_followed(signed_in: SignIn) -> None:
    employer, person = make_employer(), make_user()
    client = signed_in(person)
    assert "Follow Hafen AG" in page_of(employer, client)
    here = {"kind": "employer", "value": employer.public_id, "next": f"/en/employers/{employer.public_id}/"}
    client.post("/en/following/toggle/", here)
    assert Follow.objects.filter(user=person, employer=employer).exists()
    assert "Stop following Hafen AG" in page_of(employer, client)


def test_an_employer_that_does_not_exist_is_not_found() -> None:
    assert Client().get("/en/employers/zzzzzzzzzzzz/").status_code == 404


def test_the_page_takes_as_many_queries_for_five_of_each_as_for_one() -> None:
    counts = []
    for number in (1, 5):
        employer = make_employer(f"Employer {number}")
        for index in range(number):
            owner, owned = make_employer(f"Owner {number} {index}"), make_employer(f"Owned {number} {index}")
            owns(owner, employer)
            owns(employer, owned)
            site = Worksite.objects.create(employer=employer, name=f"Site {index}", country="DE")
            for each in (employer, owned, owner):
                faced(each)
            faced(employer, worksite=site)
        counts.append(queries_of(lambda employer=employer: page_of(employer)))
    assert counts[0] == counts[1]
