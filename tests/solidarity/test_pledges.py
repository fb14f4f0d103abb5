"""A pledge, from the promise to the help that arrived."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from solidarity.actions import pledges
from solidarity.choices import PledgeState, RefusalReason, RequestState, ShownAs
from solidarity.models import Need, Pledge
from tests import factories
from tests.factories import NOW, TODAY
from tests.solidarity.pledging import LATER, heavy_need, make_pledge
from unions.choices import NeedLevel, WhoMay
from unions.models import Announcement, AuditEvent
from unions.validators import Refused


def test_a_pledge_takes_its_place_and_leaves_a_line_in_the_trail() -> None:
    pledge = make_pledge()
    assert pledge.state == PledgeState.PLEDGED
    assert Need.objects.get(pk=pledge.need_id).taken == 2
    assert AuditEvent.objects.get(action="pledge_made", object_id=pledge.pk).to_state == "pledged"


def test_a_pledge_is_due_on_the_day_of_the_need_and_shows_the_country_alone() -> None:
    need = factories.make_request().needs.get()
    pledge = make_pledge(need, by=factories.make_member(factories.make_organisation(country="FR")))
    assert (pledge.expected_on, pledge.shown_as, pledge.country) == (need.wanted_by, ShownAs.COUNTRY, "FR")
    assert not pledge.contact_ok
    assert pledge.shown_name == ""


def test_a_second_submit_returns_the_first_pledge() -> None:
    first = make_pledge()
    second = make_pledge(first.need, by=first.user)
    assert (first.pk, second.quantity, Need.objects.get().taken) == (second.pk, 2, 2)


def test_a_second_submit_of_more_raises_the_pledge() -> None:
    first = make_pledge()
    raised = make_pledge(first.need, by=first.user, quantity=5)
    assert (raised.pk, raised.quantity, Need.objects.get().taken) == (first.pk, 5, 5)


def test_raising_a_pledge_respects_the_ceiling() -> None:
    need = heavy_need(quantity=3, has_ceiling=True)
    pledge = make_pledge(need)
    with pytest.raises(pledges.NoPlaceLeft, match=r"Only 1 is left"):
        make_pledge(need, by=pledge.user, quantity=5)


def test_an_accepted_pledge_is_not_raised() -> None:
    pledge = make_pledge(heavy_need(needs_acceptance=True))
    pledges.accept(pledge=pledge, by=factories.make_user(), at=NOW)
    with pytest.raises(pledges.IllegalMove):
        make_pledge(pledge.need, by=pledge.user, quantity=5)


def test_a_delivered_pledge_that_is_raised_is_under_way_again() -> None:
    pledge = make_pledge()
    pledges.mark_delivered(pledge=pledge, by=pledge.user, at=NOW)
    raised = make_pledge(pledge.need, by=pledge.user, quantity=3)
    assert (raised.state, Need.objects.get().taken) == (PledgeState.UNDER_WAY, 3)


def test_after_withdrawing_one_may_pledge_anew() -> None:
    first = make_pledge()
    pledges.withdraw(pledge=first, by=first.user, at=NOW)
    second = make_pledge(first.need, by=first.user)
    assert second.pk != first.pk
    assert Need.objects.get().taken == 2


@pytest.mark.parametrize("state", [RequestState.DRAFT, RequestState.CLOSED, RequestState.TAKEN_DOWN])
def test_only_an_open_request_takes_pledges(state: str) -> None:
    need = factories.make_request(state=state, outcome="won" if state == RequestState.CLOSED else "").needs.get()
    with pytest.raises(pledges.NotOpen):
        make_pledge(need)


def test_a_paused_request_takes_no_pledges_and_says_why() -> None:
    need = factories.make_request(state=RequestState.PAUSED).needs.get()
    with pytest.raises(pledges.NotOpen, match="safe"):
        make_pledge(need)


def test_pledging_ends_after_the_last_day_of_the_request() -> None:
    need = factories.make_request(closes_on=TODAY).needs.get()
    assert make_pledge(need)
    with pytest.raises(pledges.NotOpen):
        make_pledge(need, at=NOW + timedelta(days=1))


def test_while_it_is_checked_only_the_unions_asked_pledge() -> None:
    union, other = factories.make_organisation(), factories.make_organisation()
    request = factories.make_request(state=RequestState.CHECKING, opened_at=None)
    factories.make_addressee(request, union)
    need = request.needs.get()
    assert make_pledge(need, by=factories.make_staff(union), organisation=union)
    assert make_pledge(need, by=factories.make_staff(union))
    for by, organisation in [(factories.make_staff(other), other), (factories.make_member(union), None)]:
        with pytest.raises(pledges.NotOpen):
            make_pledge(need, by=by, organisation=organisation)


def test_nobody_pledges_to_the_request_of_their_own_union() -> None:
    request = factories.make_request()
    with pytest.raises(pledges.WrongPledger):
        make_pledge(request.needs.get(), organisation=request.organisation)


@pytest.mark.parametrize("who_may", [WhoMay.PERSON, WhoMay.ORGANISATION])
def test_who_may_help_is_what_the_need_says(who_may: str) -> None:
    need = heavy_need(who_may=who_may)
    wrong = factories.make_organisation() if who_may == WhoMay.PERSON else None
    right = None if wrong else factories.make_organisation()
    with pytest.raises(pledges.WrongPledger):
        make_pledge(need, organisation=wrong)
    assert make_pledge(need, organisation=right)


def test_a_need_whose_date_has_passed_takes_no_pledges() -> None:
    with pytest.raises(pledges.TooLate):
        make_pledge(at=NOW + timedelta(days=8))


@pytest.mark.parametrize("days", [-1, 8])
def test_help_is_promised_between_today_and_the_day_it_is_needed(days: int) -> None:
    with pytest.raises(pledges.TooLate) as refusal:
        make_pledge(expected_on=TODAY + timedelta(days=days))
    assert refusal.value.field == "expected_on"


def test_nothing_is_not_a_promise() -> None:
    with pytest.raises(pledges.WrongAmount):
        make_pledge(quantity=0)


def test_a_message_over_its_limit_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        make_pledge(message="x" * 301)
    assert refusal.value.field == "message"


@pytest.mark.parametrize(
    ("code", "level"), [("funds", NeedLevel.MATERIAL), ("industrial_action", NeedLevel.INDUSTRIAL)]
)
def test_for_money_and_industrial_action_a_union_names_its_decision(code: str, level: str) -> None:
    kind = factories.make_need_kind(code, unit="funds" if code == "funds" else "actions", level=level)
    need = factories.make_need(factories.make_request(), kind=kind)
    union = factories.make_organisation()
    with pytest.raises(pledges.MandateMissing):
        make_pledge(need, organisation=union)
    assert make_pledge(need, organisation=union, mandate_reference="Executive, 20 November").mandate_reference


def test_a_person_gives_money_without_a_mandate() -> None:
    need = factories.make_need(factories.make_request(), kind=factories.make_need_kind("funds", unit="funds"))
    assert make_pledge(need)


def test_a_pledge_that_needs_acceptance_holds_its_place_for_72_hours_and_does_not_count() -> None:
    pledge = make_pledge(heavy_need(needs_acceptance=True, has_ceiling=True))
    need = Need.objects.with_progress().get(pk=pledge.need_id)
    assert pledge.held_until == NOW + timedelta(hours=72)
    assert (need.taken, need.promised) == (2, 0)


def test_an_accepted_pledge_counts_and_its_maker_is_told() -> None:
    pledge = make_pledge(heavy_need(needs_acceptance=True))
    accepted = pledges.accept(pledge=pledge, by=factories.make_user(), at=LATER)
    assert (accepted.accepted_at, accepted.held_until) == (LATER, None)
    assert Need.objects.with_progress().get(pk=pledge.need_id).promised == 2
    assert Announcement.objects.filter(kind="pledge_accepted", object_id=pledge.pk).exists()


def test_a_refused_pledge_gives_its_place_back_with_a_reason() -> None:
    pledge = make_pledge(heavy_need(needs_acceptance=True))
    refused = pledges.refuse(pledge=pledge, reason=RefusalReason.NOT_SAFE, by=factories.make_user(), at=LATER)
    assert (refused.state, refused.refusal_reason) == (PledgeState.REFUSED, "not_safe")
    assert Need.objects.get(pk=pledge.need_id).taken == 0
    assert Announcement.objects.filter(kind="pledge_refused", object_id=pledge.pk).exists()


def test_a_refusal_without_a_reason_is_none() -> None:
    pledge = make_pledge(heavy_need(needs_acceptance=True))
    with pytest.raises(pledges.IllegalMove):
        pledges.refuse(pledge=pledge, reason="", by=factories.make_user(), at=LATER)


def test_what_needs_no_acceptance_is_neither_accepted_nor_refused() -> None:
    pledge = make_pledge()
    with pytest.raises(pledges.IllegalMove):
        pledges.accept(pledge=pledge, by=factories.make_user(), at=LATER)
    with pytest.raises(pledges.IllegalMove):
        pledges.refuse(pledge=pledge, reason=RefusalReason.ENOUGH, by=factories.make_user(), at=LATER)


def test_nothing_begins_before_it_is_accepted() -> None:
    pledge = make_pledge(heavy_need(needs_acceptance=True))
    with pytest.raises(pledges.IllegalMove):
        pledges.mark_under_way(pledge=pledge, by=pledge.user, at=LATER)
    with pytest.raises(pledges.IllegalMove):
        pledges.mark_delivered(pledge=pledge, by=pledge.user, at=LATER)


def test_withdrawing_gives_the_place_back() -> None:
    pledge = make_pledge()
    assert pledges.withdraw(pledge=pledge, by=pledge.user, at=LATER).state == PledgeState.WITHDRAWN
    assert Need.objects.get().taken == 0


def test_withdrawing_keeps_what_was_delivered() -> None:
    pledge = make_pledge(quantity=5)
    pledges.mark_delivered(pledge=pledge, by=pledge.user, at=LATER, quantity=2)
    kept = pledges.withdraw(pledge=pledge, by=pledge.user, at=LATER)
    assert (kept.state, kept.quantity, Need.objects.get().taken) == (PledgeState.DELIVERED, 2, 2)


def test_what_is_delivered_or_withdrawn_stays_so() -> None:
    pledge = make_pledge()
    pledges.withdraw(pledge=pledge, by=pledge.user, at=LATER)
    for move in (pledges.withdraw, pledges.mark_delivered, pledges.mark_under_way):
        with pytest.raises(pledges.IllegalMove):
            move(pledge=pledge, by=pledge.user, at=LATER)


@pytest.mark.parametrize(
    "fields",
    [
        {"quantity": 0},
        {"organisation": True},
        {"user": None},
        {"state": PledgeState.DELIVERED, "held_until": NOW},
        {"state": PledgeState.REFUSED},
    ],
)
def test_the_database_refuses_a_pledge_that_cannot_be(fields: dict[str, Any]) -> None:
    pledge = make_pledge()
    if fields.get("organisation"):
        fields = {"organisation": factories.make_organisation()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.filter(pk=pledge.pk).update(**fields)


def test_the_database_refuses_a_second_pledge_on_one_need() -> None:
    pledge = make_pledge()
    Pledge.objects.filter(pk=pledge.pk).update(state=PledgeState.CONFIRMED)
    again = Pledge(need=pledge.need, user=pledge.user, expected_on=TODAY, made_at=NOW, changed_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


@pytest.mark.parametrize(
    ("shown_as", "name"), [("handle", "ayse"), ("union", "Eğitim-Sen"), ("nobody", ""), ("country", "")]
)
def test_a_person_is_named_only_as_they_chose(shown_as: str, name: str) -> None:
    member = factories.make_member(factories.make_organisation("Eğitim-Sen"), handle="ayse")
    assert make_pledge(by=member, shown_as=shown_as).shown_name == name


def test_a_union_is_named_unless_it_chose_otherwise() -> None:
    union = factories.make_organisation("Eğitim-Sen")
    staff = factories.make_staff(union)
    assert make_pledge(by=staff, organisation=union).shown_name == "Eğitim-Sen"
    assert make_pledge(by=staff, organisation=union, shown_as=ShownAs.COUNTRY).shown_name == ""
