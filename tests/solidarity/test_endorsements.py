"""A member organisation stands behind a request."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from solidarity.actions import endorsements
from solidarity.choices import RequestState, Visibility
from solidarity.models import Endorsement
from tests import factories
from tests.factories import NOW
from unions.models import AuditEvent


def test_a_union_endorses_once_and_the_trail_says_who() -> None:
    request, union = factories.make_request(), factories.make_organisation()
    staff = factories.make_staff(union)
    for _ in range(2):
        endorsements.endorse(solidarity_request=request, organisation=union, by=staff, at=NOW)
    assert Endorsement.objects.get().made_by == staff
    assert AuditEvent.objects.filter(action="request_endorsed").count() == 1


def test_a_union_does_not_endorse_itself() -> None:
    request = factories.make_request()
    with pytest.raises(endorsements.NotToBeEndorsed):
        endorsements.endorse(
            solidarity_request=request, organisation=request.organisation, by=factories.make_user(), at=NOW
        )


@pytest.mark.parametrize(
    "fields",
    [
        {"state": RequestState.PAUSED},
        {"state": RequestState.CHECKING, "opened_at": None},
        {"visibility": Visibility.NAMED_ORGANISATIONS},
        {"visibility": Visibility.BEHIND_THE_SCENES},
    ],
)
def test_only_what_is_open_and_listed_is_endorsed(fields: dict[str, Any]) -> None:
    with pytest.raises(endorsements.NotToBeEndorsed):
        endorsements.endorse(
            solidarity_request=factories.make_request(**fields),
            organisation=factories.make_organisation(),
            by=factories.make_user(),
            at=NOW,
        )


def test_an_endorsement_is_taken_back() -> None:
    request, union, staff = factories.make_request(), factories.make_organisation(), factories.make_user()
    endorsements.endorse(solidarity_request=request, organisation=union, by=staff, at=NOW)
    assert endorsements.take_back(solidarity_request=request, organisation=union, by=staff, at=NOW)
    assert not endorsements.take_back(solidarity_request=request, organisation=union, by=staff, at=NOW)
    assert not Endorsement.objects.exists()


def test_the_database_keeps_one_endorsement_per_union() -> None:
    first = Endorsement.objects.create(
        solidarity_request=factories.make_request(), organisation=factories.make_organisation(), made_at=NOW
    )
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()
