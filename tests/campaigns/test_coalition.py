"""Unions are invited, join with the demands that they accept, and leave."""

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions import campaigns, coalition, demands
from campaigns.choices import CoalitionRole, CoalitionState
from campaigns.models import CoalitionMember, DemandAdoption
from tests import factories
from tests.campaigns.campaigning import active, convenor, draft, joined, seeking, union_of
from tests.factories import NOW
from unions.models import Announcement
from unions.validators import Refused


def test_an_invited_union_is_told_and_joins() -> None:
    called, by = seeking(), convenor()
    invited = coalition.invite(by=called.made_by, at=NOW, campaign=called, organisations=[union_of(by)])
    assert [each.state for each in invited] == [CoalitionState.INVITED]
    assert Announcement.objects.get(kind="coalition_invited").subject == invited[0]
    assert joined(called, by).state == CoalitionState.JOINED
    assert called.coalition.count() == 2


def test_who_declined_can_be_invited_again_and_is_told_again() -> None:
    called, by = seeking(), convenor()
    what = {"by": called.made_by, "at": NOW, "campaign": called, "organisations": [union_of(by)]}
    (member,) = coalition.invite(**what)
    coalition.decline(by=by, at=NOW, member=member)
    coalition.invite(**what)
    assert Announcement.objects.filter(kind="coalition_invited").count() == 2


def test_who_takes_part_is_not_invited() -> None:
    called = seeking()
    organisation = joined(called).organisation
    with pytest.raises(coalition.NotInCoalition):
        coalition.invite(by=called.made_by, at=NOW, campaign=called, organisations=[organisation])


def test_nobody_is_invited_as_convenor_nor_into_a_draft() -> None:
    called, other = seeking(), factories.make_organisation()
    with pytest.raises(coalition.NotInCoalition):
        coalition.invite(by=called.made_by, at=NOW, campaign=called, organisations=[other], role=CoalitionRole.CONVENOR)
    with pytest.raises(campaigns.NotNow):
        coalition.invite(by=called.made_by, at=NOW, campaign=draft(), organisations=[other])


def test_a_listed_organisation_is_not_invited() -> None:
    called = seeking()
    with pytest.raises(coalition.NotInCoalition):
        listed = factories.make_organisation(state="listed")
        coalition.invite(by=called.made_by, at=NOW, campaign=called, organisations=[listed])


def test_demands_are_accepted_one_by_one() -> None:
    called = seeking()
    first = called.demands.get()
    second = demands.add(by=called.made_by, at=NOW, campaign=called, text="An end to split shifts.", language="en")
    by = convenor()
    joined(called, by, demands=[second])
    own = DemandAdoption.objects.filter(organisation=union_of(by))
    assert [each.demand for each in own] == [second]
    joined(called, by, demands=[first])
    assert [each.demand for each in own.all()] == [first]


def test_a_member_accepts_something_a_supporter_need_not() -> None:
    called = seeking()
    with pytest.raises(coalition.NoDemandAccepted):
        joined(called, demands=[])
    assert joined(called, demands=[], role=CoalitionRole.SUPPORTER).role == CoalitionRole.SUPPORTER


def test_a_convenor_stays_one_when_it_changes_what_it_accepts() -> None:
    by = convenor()
    called = seeking(by)
    assert joined(called, by).role == CoalitionRole.CONVENOR


def test_nobody_joins_as_convenor() -> None:
    with pytest.raises(coalition.NotInCoalition):
        joined(seeking(), role=CoalitionRole.CONVENOR)


def test_other_words_must_be_accepted_anew() -> None:
    called = seeking()
    member, kept = joined(called), called.demands.get()
    demands.change(by=called.made_by, at=NOW, demand=kept, text="Two agreements.", language="en")
    adopters = set(DemandAdoption.objects.values_list("organisation", flat=True))
    assert adopters == {called.coalition.convenors().get().organisation_id}
    assert member.organisation_id not in adopters


def test_where_a_demand_stands_changes_without_asking_anybody() -> None:
    called = seeking()
    joined(called)
    kept = called.demands.get()
    same = {"text": kept.text, "language": kept.language, "addressed_to": kept.addressed_to}
    demands.change(by=called.made_by, at=NOW, demand=kept, status="partly_met", **same)
    assert kept.adoptions.count() == 2


def test_a_demand_has_words() -> None:
    with pytest.raises(demands.NoWords):
        demands.add(by=convenor(), at=NOW, campaign=seeking(), text="  ", language="en")


def test_leaving_takes_the_acceptance_away() -> None:
    called = seeking()
    member = joined(called)
    coalition.leave(by=convenor(), at=NOW, member=member)
    assert not DemandAdoption.objects.filter(organisation=member.organisation).exists()
    with pytest.raises(coalition.NotInCoalition):
        coalition.leave(by=convenor(), at=NOW, member=member)


def test_the_last_convenor_stays_until_there_is_another() -> None:
    called = active()
    first = called.coalition.convenors().get()
    with pytest.raises(campaigns.NotNow):
        coalition.leave(by=called.made_by, at=NOW, member=first)
    coalition.make_convenor(by=called.made_by, at=NOW, member=joined(called))
    coalition.leave(by=called.made_by, at=NOW, member=first)
    assert called.coalition.convenors().count() == 1


def test_a_closed_campaign_takes_nobody() -> None:
    acting = active()
    campaigns.close(by=acting.made_by, at=NOW, campaign=acting, outcome="unknown", closing_words="We stop here.")
    with pytest.raises(Refused):
        joined(acting)


def test_the_database_keeps_one_place_per_union_and_one_adoption_per_demand() -> None:
    called = seeking()
    for row in (called.coalition.get(), DemandAdoption.objects.get()):
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_the_database_knows_no_invited_convenor() -> None:
    seeking()
    with pytest.raises(IntegrityError), transaction.atomic():
        CoalitionMember.objects.update(state=CoalitionState.INVITED)
