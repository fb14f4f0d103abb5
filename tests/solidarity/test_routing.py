"""Which unions are proposed, in which order, why, and who owes an answer until when."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from solidarity.choices import Urgency
from solidarity.models import SolidarityRequest
from solidarity.queries import clocks, proposals, reach, routing
from tests import factories
from tests.factories import NOW
from tests.solidarity import asking
from unions.choices import Listing, MembershipState, OrganisationState, Role
from unions.models import (
    Employer,
    Membership,
    Organisation,
    OrganisationName,
    OwnershipLink,
    Recipient,
    Recognition,
    Worksite,
)


def draft_at(**fields: Any) -> Any:
    """A draft of a union in Bangladesh, in Bengali."""
    union = factories.make_organisation(country="BD")
    return asking.whole_draft(factories.make_staff(union), language="bn", **fields)


def proposed(draft: SolidarityRequest) -> list[tuple[str, list[str]]]:
    """Names and reasons of the unions proposed, in their order."""
    found: list[Any] = routing.proposals(draft)
    return [(each.name, each.reasons) for each in found]


def at_the_same_worksite(draft: Any, name: str) -> Organisation:
    """A union at the worksite that the draft names."""
    site = Worksite.objects.create(employer=draft.employer, name="Gate 3", country="BD")
    draft.worksite = site
    draft.save()
    union = asking.union_at(None, name)
    Recognition.objects.create(organisation=union, employer=draft.employer, worksite=site)
    return union


def own(parent: Employer, child: Employer) -> None:
    """One employer owns another."""
    OwnershipLink.objects.create(parent=parent, child=child)


def test_the_nearest_ties_come_first_each_with_its_reason() -> None:
    sector = factories.make_sector()
    draft = draft_at(sector=sector)
    parent, sister = factories.make_employer("Parent"), factories.make_employer("Sister")
    own(parent, draft.employer)
    own(parent, sister)
    asking.union_at(None, "F language").languages.create(language="bn")
    asking.union_at(None, "E country", country="BD")
    asking.union_at(None, "D sector").coverage.create(sector=sector)
    asking.union_at(sister, "C group")
    asking.union_at(draft.employer, "B employer")
    at_the_same_worksite(draft, "A worksite")
    asking.union_at(None, "G none")
    assert proposed(draft) == [
        ("A worksite", ["same_worksite", "same_employer"]),
        ("B employer", ["same_employer"]),
        ("C group", ["same_parent"]),
        ("D sector", ["same_sector"]),
        ("E country", ["same_country"]),
        ("F language", ["shared_language"]),
    ]


def test_owners_in_a_circle_do_not_hang_the_search() -> None:
    one, two, three = (factories.make_employer(name) for name in ("One", "Two", "Three"))
    own(one, two)
    own(two, three)
    own(three, one)
    assert set(routing.group_of_companies(two.pk)) == {one.pk, two.pk, three.pk}


def test_a_union_that_is_no_longer_at_the_employer_is_not_proposed() -> None:
    draft = draft_at()
    asking.union_at(draft.employer).recognitions.update(status="lost")
    assert proposed(draft) == []


@pytest.mark.parametrize(
    "fields",
    [{"state": state} for state in OrganisationState if state not in routing.TELLABLE_STATES]
    + [{"listing": Listing.UNLISTED}],
)
def test_organisations_outside_the_directory_are_not_proposed(fields: dict[str, str]) -> None:
    draft = draft_at()
    asking.union_at(draft.employer, **fields)
    assert proposed(draft) == []


def test_a_member_union_without_staff_cannot_be_asked() -> None:
    draft = draft_at()
    union = factories.make_organisation()
    Recognition.objects.create(organisation=union, employer=draft.employer)
    factories.make_member(union)
    Membership.objects.create(
        user=factories.make_user(), organisation=union, role=Role.UNION_STAFF, state=MembershipState.CLAIMED
    )
    assert proposed(draft) == []


def test_a_listed_union_can_be_asked_through_its_contact() -> None:
    draft = draft_at()
    union = factories.make_organisation("Listed", state=OrganisationState.LISTED)
    Recognition.objects.create(organisation=union, employer=draft.employer)
    assert proposed(draft) == []
    Recipient.objects.create(organisation=union, contact_address="office@example.org")
    assert proposed(draft) == [("Listed", ["same_employer"])]


def test_behind_the_scenes_only_unions_with_staff_can_be_asked() -> None:
    draft = draft_at(wanted_visibility="behind_the_scenes")
    listed = factories.make_organisation(state=OrganisationState.LISTED)
    Recipient.objects.create(organisation=listed, contact_address="office@example.org")
    member = asking.union_at(None)
    assert [each.pk for each in routing.askable(draft)] == [member.pk]


def test_members_of_the_network_come_before_listed_unions_of_the_same_tie() -> None:
    draft = draft_at()
    listed = factories.make_organisation("A listed", state=OrganisationState.LISTED)
    Recipient.objects.create(organisation=listed, contact_address="office@example.org")
    Recognition.objects.create(organisation=listed, employer=draft.employer)
    asking.union_at(draft.employer, "Z member")
    assert [name for name, _ in proposed(draft)] == ["Z member", "A listed"]


def test_ones_own_union_is_not_proposed() -> None:
    draft = draft_at()
    Recognition.objects.create(organisation=draft.organisation, employer=draft.employer)
    assert proposed(draft) == []


def test_a_union_is_found_by_any_of_its_names() -> None:
    draft = draft_at()
    union = asking.union_at(None, "Syndicat des dockers", acronym="SD")
    OrganisationName.objects.create(
        organisation=union, name="Dockworkers", folded_name="dockworkers", type="translated"
    )
    for typed in ("DOCKERS", "dockworkers", "sd"):
        assert [each.pk for each in routing.found_by_name(draft, typed)] == [union.pk]
    assert union.pk == routing.found_by_name(draft, "sd")[0].pk
    assert routing.found_by_name(draft, " – ") == []


def test_a_union_without_a_tie_is_asked_by_name() -> None:
    draft = draft_at()
    (union,) = routing.with_reasons(draft, [asking.union_at(None)])
    assert vars(union)["reasons"] == ["asked_by_name"]


@pytest.mark.parametrize("count", [1, 5])
def test_the_search_costs_the_same_for_five_unions_as_for_one(count: int) -> None:
    draft = draft_at()
    for _ in range(count):
        asking.union_at(draft.employer)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(routing.proposals(draft)) == count
    assert len(queries) == 2


def test_the_nearest_twelve_are_ticked_and_those_with_a_language_alone_are_not() -> None:
    draft = draft_at()
    for _ in range(13):
        asking.union_at(draft.employer)
    asking.union_at(None, "language").languages.create(language="bn")
    rows = proposals.rows(draft, ticked=None, found=[], at=NOW)
    assert [row.is_ticked for row in rows] == [True] * 12 + [False, False]


def test_who_has_five_clocks_is_shown_before_ticking() -> None:
    union, employer = asking.union_at(None), factories.make_employer()
    union.recognitions.create(employer=employer)
    for _ in range(5):
        asking.published(asked=[union], employer=employer)
    (row,) = proposals.rows(draft_at(employer=employer), ticked=None, found=[], at=NOW)
    assert (row.owes_answer, row.is_busy) == (False, True)


def moment(day: int, hour: int = 9) -> datetime:
    """A day of November 2026: the 20th is a Friday, the 23rd a Monday."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("urgency", "told", "due"),
    [
        (Urgency.EMERGENCY_24H, moment(20), moment(21)),
        (Urgency.URGENT_72H, moment(23), moment(26)),
        (Urgency.URGENT_72H, moment(20), moment(25)),
        (Urgency.URGENT_72H, moment(21), moment(26)),
        (Urgency.NORMAL, moment(16), moment(25)),
        (Urgency.NORMAL, moment(20), datetime(2026, 12, 1, 9, tzinfo=UTC)),
    ],
)
def test_windows_count_working_days_but_in_an_emergency(urgency: str, told: datetime, due: datetime) -> None:
    assert clocks.answer_due(urgency, told) == due


def test_the_network_is_counted_in_verified_people_and_their_unions() -> None:
    union = factories.make_organisation()
    person = factories.make_member(union)
    factories.make_staff(union)
    Membership.objects.create(
        user=person, organisation=union, role=Role.TRANSLATOR, state=MembershipState.VERIFIED, verified_at=NOW
    )
    factories.make_member(factories.make_organisation(state=OrganisationState.SUSPENDED))
    assert reach.of_network() == reach.Reach(people=2, organisations=1)


def test_unions_asked_are_counted_in_staff_and_contacts() -> None:
    union, listed = asking.union_at(None), factories.make_organisation(state=OrganisationState.LISTED)
    factories.make_member(union)
    Recipient.objects.create(organisation=listed, contact_address="office@example.org")
    found = reach.of_organisations([union, listed])
    assert (found.people, found.organisations, found.is_small) == (2, 2, True)


def test_a_title_is_proposed_in_the_language_of_the_text() -> None:
    draft = draft_at()
    draft.language = "fr"
    kind: Any = draft.needs.get().kind
    kind.name_fr, kind.name_en = "Lettre de protestation", "Protest letter"
    kind.save()
    assert proposals.title(draft).endswith(", Bangladesh\xa0: Lettre de protestation")


def test_the_contact_is_that_of_the_last_request() -> None:
    union = factories.make_organisation(public_email="office@union.example")
    assert proposals.contact(union) == "office@union.example"
    factories.make_draft(union, contact="Desk")
    assert proposals.contact(union) == "Desk"
