"""Which unions a request should be put to, nearest tie first, and the reasons for each."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from solidarity.choices import Visibility, Why
from solidarity.models import SolidarityRequest
from unions.announcements import kinds_of_calls
from unions.choices import STAFF_ROLES, Listing, MembershipState, OrganisationState, RecognitionStatus
from unions.models import (
    Coverage,
    Membership,
    Organisation,
    OrganisationLanguage,
    OrganisationName,
    Recipient,
    Recognition,
)
from unions.validators import folded_name

MOST_ASKED = 12
PROPOSED = 20
TELLABLE_STATES = (OrganisationState.APPROVED, OrganisationState.PROVISIONAL, OrganisationState.LISTED)

# Everything above the employer, then everything below that. UNION drops what was seen, so a circle of owners ends.
GROUP_OF_COMPANIES = """
    WITH RECURSIVE above(id) AS (
        SELECT %s::bigint
        UNION SELECT link.parent_id FROM unions_ownershiplink link JOIN above ON link.child_id = above.id
    ), below(id) AS (
        SELECT id FROM above
        UNION SELECT link.child_id FROM unions_ownershiplink link JOIN below ON link.parent_id = below.id
    ) SELECT id FROM below
"""


def proposals(solidarity_request: SolidarityRequest, limit: int = PROPOSED) -> list[Organisation]:
    """Return the unions with a tie to this request, nearest first, each with its `reasons`."""
    tied = _with_ties(askable(solidarity_request), solidarity_request).filter(closeness__isnull=False)
    nearest = tied.order_by("closeness", "-is_admitted", "folded_name", "pk")
    return [_with_reasons(organisation) for organisation in nearest[:limit]]


def with_reasons(solidarity_request: SolidarityRequest, organisations: Iterable[Organisation]) -> list[Organisation]:
    """Return those of these organisations that can be asked, each with its `reasons`; without a tie, asked by name."""
    ids = [organisation.pk for organisation in organisations]
    found = _with_ties(askable(solidarity_request).filter(pk__in=ids), solidarity_request)
    return [_with_reasons(organisation) for organisation in found.order_by("closeness", "folded_name", "pk")]


def askable(solidarity_request: SolidarityRequest) -> "QuerySet[Organisation]":
    """Return the organisations of the directory that somebody can be told for: staff, or a contact; never the asker.

    What happens behind the scenes is told to staff alone, who must sign in to read it.
    """
    staff = Membership.objects.filter(
        organisation=OuterRef("pk"),
        role__in=STAFF_ROLES,
        state=MembershipState.VERIFIED,
        user__is_active=True,
        user__recipient__suspended_at__isnull=True,
    )
    contact = Recipient.objects.reachable(kinds_of_calls()).filter(organisation=OuterRef("pk"))
    admitted = Q(state__in=[OrganisationState.APPROVED, OrganisationState.PROVISIONAL])
    listed = Organisation.objects.filter(state__in=TELLABLE_STATES).exclude(listing=Listing.UNLISTED)
    others, can_be_told = listed.exclude(pk=solidarity_request.organisation_id), admitted & Exists(staff)
    is_hidden = solidarity_request.wanted_visibility == Visibility.BEHIND_THE_SCENES
    return others.filter(can_be_told if is_hidden else can_be_told | Q(Exists(contact)))


def found_by_name(solidarity_request: SolidarityRequest, typed: str, limit: int = 8) -> list[Organisation]:
    """Return organisations that can be asked and bear such a name, each with its `reasons`."""
    folded = folded_name(typed)
    if not folded:
        return []
    named = Q(folded_name__contains=folded) | Q(acronym__iexact=typed.strip())
    translated = Exists(OrganisationName.objects.filter(organisation=OuterRef("pk"), folded_name__contains=folded))
    found = _with_ties(askable(solidarity_request).filter(named | translated), solidarity_request)
    return [_with_reasons(each) for each in found.order_by("closeness", "-is_admitted", "folded_name", "pk")[:limit]]


def group_of_companies(employer_id: int) -> list[int]:
    """Return the keys of all employers under the same ultimate parents, this one included."""
    with connection.cursor() as cursor:
        cursor.execute(GROUP_OF_COMPANIES, [employer_id])
        return [row[0] for row in cursor.fetchall()]


def _with_ties(organisations: "QuerySet[Organisation]", solidarity_request: SolidarityRequest) -> "QuerySet[Any]":
    ties = _ties(solidarity_request)
    whens = [When(condition, then=Value(place)) for place, (_, condition) in enumerate(ties)]
    flags: dict[str, Any] = {
        f"is_{why}": Case(When(condition, then=Value(1)), default=Value(0)) for why, condition in ties
    }
    closeness = Case(*whens, default=None, output_field=IntegerField()) if whens else Value(None, IntegerField())
    is_admitted = Case(When(state=OrganisationState.LISTED, then=Value(0)), default=Value(1))
    return organisations.annotate(closeness=closeness, is_admitted=is_admitted, **flags)


def _ties(solidarity_request: SolidarityRequest) -> list[tuple[str, Any]]:
    present = Recognition.objects.exclude(status=RecognitionStatus.LOST).filter(organisation=OuterRef("pk"))
    employer = solidarity_request.employer_id
    group = group_of_companies(employer) if employer else []
    languages = solidarity_request.languages or [solidarity_request.language]
    spoken = OrganisationLanguage.objects.filter(organisation=OuterRef("pk"), language__in=languages)
    covered = Coverage.objects.filter(organisation=OuterRef("pk"), sector=solidarity_request.sector_id)
    ties = [
        (Why.SAME_WORKSITE, solidarity_request.worksite_id, present.filter(worksite=solidarity_request.worksite_id)),
        (Why.SAME_EMPLOYER, employer, present.filter(employer=employer)),
        (Why.SAME_PARENT, len(group) > 1, present.filter(employer__in=group).exclude(employer=employer)),
        (Why.SAME_SECTOR, solidarity_request.sector_id, covered),
    ]
    found: list[tuple[str, Any]] = [(why.value, Exists(rows)) for why, applies, rows in ties if applies]
    if solidarity_request.country:
        found.append((Why.SAME_COUNTRY.value, Q(country=solidarity_request.country)))
    return [*found, (Why.SHARED_LANGUAGE.value, Exists(spoken))]


def _with_reasons(organisation: Any) -> Organisation:
    ties = [why for why in Why.values if getattr(organisation, f"is_{why}", 0)]
    organisation.reasons = ties or [Why.ASKED_BY_NAME.value]
    return organisation
