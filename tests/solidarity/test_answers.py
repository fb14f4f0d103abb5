"""What a union that is asked answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from solidarity.actions import addressees, pledges
from solidarity.choices import Answer, NoReason, RequestState, Visibility
from solidarity.models import Addressee, Pledge, SolidarityRequest
from tests import factories
from tests.factories import NOW, TODAY
from unions.choices import WhoMay
from unions.models import Announcement, AuditEvent, Recipient, Recognition, User

LATER = NOW + timedelta(days=8)


@pytest.fixture
def addressee() -> Addressee:
    """A union that is asked, with a week to answer."""
    return factories.make_addressee(factories.make_request(), factories.make_organisation("CGIL"))


@pytest.fixture
def staff(addressee: Addressee) -> User:
    """Who answers for it."""
    return factories.make_staff(addressee.organisation, "giulia", ui_language="it")


def amounts(addressee: Addressee, amount: int = 4) -> dict[int, int]:
    """An amount of the only need."""
    return {addressee.solidarity_request.needs.get().pk: amount}


def test_a_yes_with_amounts_is_the_pledge(addressee: Addressee, staff: User) -> None:
    answered = addressees.answer(
        addressee=addressee, answer=Answer.PLEDGES, amounts=amounts(addressee), by=staff, at=NOW
    )
    pledge = Pledge.objects.get()
    assert (pledge.organisation, pledge.quantity, pledge.made_by) == (addressee.organisation, 4, staff)
    assert (answered.answered_at, answered.answered_by) == (NOW, staff)


def test_the_asker_is_told_and_the_trail_says_it(addressee: Addressee, staff: User) -> None:
    addressees.answer(
        addressee=addressee, answer=Answer.NO, no_reason=NoReason.LAW_FORBIDS, text="Mi dispiace", by=staff, at=NOW
    )
    line = AuditEvent.objects.get(action="addressee_answered")
    assert (line.from_state, line.to_state, line.reason) == ("", "no", "law_forbids")
    assert Announcement.objects.get(kind="answer_given").object_id == addressee.pk


def test_a_yes_without_an_amount_is_none(addressee: Addressee, staff: User) -> None:
    for nothing in ({}, amounts(addressee, 0)):
        with pytest.raises(addressees.NotWhole) as refusal:
            addressees.answer(addressee=addressee, answer=Answer.PARTLY, amounts=nothing, by=staff, at=NOW)
        assert refusal.value.field == "amounts"
    assert not Pledge.objects.exists()


def test_what_a_pledge_refuses_is_said_beside_its_amount_and_nothing_is_answered(
    addressee: Addressee, staff: User
) -> None:
    need = addressee.solidarity_request.needs.get()
    need.has_ceiling = True
    need.save()
    with pytest.raises(pledges.NoPlaceLeft) as refusal:
        addressees.answer(addressee=addressee, answer=Answer.PLEDGES, amounts=amounts(addressee, 11), by=staff, at=NOW)
    assert refusal.value.field == f"amount_{need.public_id}"
    assert Addressee.objects.get().answer == ""


def test_money_asks_for_the_decision_of_the_union(addressee: Addressee, staff: User) -> None:
    funds = factories.make_need_kind("funds", unit="funds")
    need = factories.make_need(addressee.solidarity_request, kind=funds, currency="EUR", quantity=5000)
    give: dict[str, Any] = {
        "addressee": addressee,
        "answer": Answer.PARTLY,
        "amounts": {need.pk: 500},
        "by": staff,
        "at": NOW,
    }
    with pytest.raises(pledges.MandateMissing) as refusal:
        addressees.answer(**give)
    assert refusal.value.field == "mandate_reference"
    assert addressees.answer(**give, mandate_reference="Segreteria, 20 novembre").answer == Answer.PARTLY


def test_what_is_asked_of_people_is_not_pledged_by_a_union(addressee: Addressee, staff: User) -> None:
    addressee.solidarity_request.needs.update(who_may=WhoMay.PERSON)
    with pytest.raises(pledges.WrongPledger):
        addressees.answer(addressee=addressee, answer=Answer.PLEDGES, amounts=amounts(addressee), by=staff, at=NOW)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"answer": "perhaps"}, ""),
        ({"answer": Answer.NO}, "no_reason"),
        ({"answer": Answer.NO, "no_reason": NoReason.OTHER}, "text"),
        ({"answer": Answer.DECIDE_BY}, "decide_by"),
        ({"answer": Answer.DECIDE_BY, "decide_by": TODAY - timedelta(days=1)}, "decide_by"),
        ({"answer": Answer.DECIDE_BY, "decide_by": TODAY + timedelta(days=61)}, "decide_by"),
        ({"answer": Answer.QUESTION, "text": "  "}, "text"),
        ({"answer": Answer.REFERS_ELSEWHERE}, "text"),
        ({"answer": Answer.FORWARDED_TO}, "forwarded_to"),
    ],
)
def test_half_an_answer_is_refused_with_words(
    addressee: Addressee, staff: User, answer: dict[str, Any], field: str
) -> None:
    with pytest.raises(addressees.NotWhole) as refusal:
        addressees.answer(addressee=addressee, by=staff, at=NOW, **answer)
    assert refusal.value.field == field
    assert Addressee.objects.get().answered_at is None


@pytest.mark.parametrize("answer", [Answer.QUESTION, Answer.REFERS_ELSEWHERE])
def test_a_question_and_a_referral_leave_the_call_open(addressee: Addressee, staff: User, answer: str) -> None:
    addressees.answer(addressee=addressee, answer=answer, text="Take it to your management", by=staff, at=NOW)
    assert Addressee.objects.overdue(LATER).exists()


@pytest.mark.parametrize("answer", [Answer.NO, Answer.NOT_NOW])
def test_a_no_and_a_not_now_settle_it(addressee: Addressee, staff: User, answer: str) -> None:
    reason = NoReason.NO_CAPACITY if answer == Answer.NO else ""
    addressees.answer(addressee=addressee, answer=answer, no_reason=reason, by=staff, at=NOW)
    assert not Addressee.objects.waiting().exists()
    assert Addressee.objects.settled().exists()


def test_a_date_takes_the_place_of_the_window(addressee: Addressee, staff: User) -> None:
    decide_by = TODAY + timedelta(days=20)
    answered = addressees.answer(addressee=addressee, answer=Answer.DECIDE_BY, decide_by=decide_by, by=staff, at=NOW)
    assert answered.due_at == datetime(2026, 12, 13, 23, 59, 59, 999999, tzinfo=UTC)
    assert not Addressee.objects.to_remind(LATER).exists()
    assert Addressee.objects.to_remind(NOW + timedelta(days=21)).exists()


def test_another_answer_takes_the_place_of_the_first_and_is_news_again(addressee: Addressee, staff: User) -> None:
    decide_by = TODAY + timedelta(days=2)
    addressees.answer(addressee=addressee, answer=Answer.DECIDE_BY, decide_by=decide_by, by=staff, at=NOW)
    addressees.answer(addressee=addressee, answer=Answer.PLEDGES, amounts=amounts(addressee), by=staff, at=NOW)
    changed = Addressee.objects.get()
    assert (changed.answer, changed.decide_by) == (Answer.PLEDGES, None)
    assert Announcement.objects.filter(kind="answer_given").count() == 2


def test_a_no_waits_until_the_unions_pledges_are_withdrawn(addressee: Addressee, staff: User) -> None:
    addressees.answer(addressee=addressee, answer=Answer.PLEDGES, amounts=amounts(addressee), by=staff, at=NOW)
    say_no: dict[str, Any] = {
        "addressee": addressee,
        "answer": Answer.NO,
        "no_reason": NoReason.NO_CAPACITY,
        "by": staff,
        "at": NOW,
    }
    with pytest.raises(addressees.StillPledged):
        addressees.answer(**say_no)
    pledges.withdraw(pledge=Pledge.objects.get(), by=staff, at=NOW)
    assert addressees.answer(**say_no).answer == Answer.NO


@pytest.mark.parametrize("state", [RequestState.CLOSED, RequestState.TAKEN_DOWN])
def test_an_ended_request_waits_for_no_answer(addressee: Addressee, staff: User, state: str) -> None:
    outcome = "lost" if state == RequestState.CLOSED else ""
    SolidarityRequest.objects.update(state=state, outcome=outcome)
    with pytest.raises(addressees.Ended):
        addressees.answer(addressee=addressee, answer=Answer.NOT_NOW, by=staff, at=NOW)


def test_the_contact_of_a_union_without_accounts_answers_as_well(addressee: Addressee) -> None:
    contact = Recipient.objects.create(organisation=addressee.organisation, contact_address="office@example.org")
    addressees.answer(addressee=addressee, answer=Answer.PLEDGES, amounts=amounts(addressee), by=contact, at=NOW)
    assert AuditEvent.objects.get(action="addressee_answered").actor_recipient == contact
    assert Pledge.objects.get().made_by is None


def forward(addressee: Addressee, staff: User, **options: Any) -> Addressee:
    """Pass the call on to another union and return its new row."""
    other = options.pop("to", None) or factories.make_organisation("COBAS")
    factories.make_staff(other)
    addressees.answer(addressee=addressee, answer=Answer.FORWARDED_TO, forwarded_to=other, by=staff, at=NOW, **options)
    return Addressee.objects.get(organisation=other)


def test_a_call_that_is_passed_on_asks_the_other_union_too(addressee: Addressee, staff: User) -> None:
    added = forward(addressee, staff)
    assert added.forwarded_by == addressee.organisation
    assert (added.told_at, added.due_at, added.reasons[-1]) == (NOW, None, "forwarded")
    news = Announcement.objects.get(kind="request_addressed")
    assert news.audience == f"addressee:{added.pk}"


def test_a_union_at_the_same_employer_gets_a_clock_when_it_is_passed_on(addressee: Addressee, staff: User) -> None:
    other = factories.make_organisation()
    employer = addressee.solidarity_request.employer
    assert employer is not None
    Recognition.objects.create(organisation=other, employer=employer)
    added = forward(addressee, staff, to=other)
    assert added.due_at and added.due_at > NOW
    assert (added.reasons[0], added.reasons[-1]) == ("same_employer", "forwarded")


def test_a_call_is_not_passed_on_to_a_union_that_was_asked(addressee: Addressee, staff: User) -> None:
    other = factories.make_addressee(addressee.solidarity_request, factories.make_organisation())
    with pytest.raises(addressees.NotToBeForwarded):
        forward(addressee, staff, to=other.organisation)


def test_a_call_passed_on_twice_to_the_same_union_is_passed_on_once(addressee: Addressee, staff: User) -> None:
    added = forward(addressee, staff)
    forward(addressee, staff, to=added.organisation)
    assert Announcement.objects.filter(kind="answer_given").count() == 1
    assert Addressee.objects.count() == 2


@pytest.mark.parametrize(
    "said",
    [
        {"answer": Answer.NO, "no_reason": NoReason.LAW_FORBIDS, "text": "No", "language": "en"},
        {"answer": Answer.DECIDE_BY, "decide_by": TODAY + timedelta(days=2)},
        {"answer": Answer.PLEDGES},
    ],
    ids=["no", "date", "pledge"],
)
def test_the_same_answer_twice_is_one_answer_and_one_piece_of_news(
    addressee: Addressee, staff: User, said: dict[str, Any]
) -> None:
    if said["answer"] == Answer.PLEDGES:
        said = said | {"amounts": amounts(addressee)}
    for at in (NOW, NOW + timedelta(seconds=1)):
        addressees.answer(addressee=addressee, by=staff, at=at, **said)
    assert Addressee.objects.get().answered_at == NOW
    assert Announcement.objects.filter(kind="answer_given").count() == 1
    assert AuditEvent.objects.filter(action="addressee_answered").count() == 1


def test_the_same_yes_with_more_is_news(addressee: Addressee, staff: User) -> None:
    for amount in (2, 5):
        addressees.answer(
            addressee=addressee, answer=Answer.PARTLY, amounts=amounts(addressee, amount), by=staff, at=NOW
        )
    assert Pledge.objects.get().quantity == 5
    assert Announcement.objects.filter(kind="answer_given").count() == 2


@pytest.mark.parametrize("level", [Visibility.NAMED_ORGANISATIONS, Visibility.BEHIND_THE_SCENES])
def test_a_call_for_the_unions_asked_alone_is_not_passed_on(addressee: Addressee, staff: User, level: str) -> None:
    SolidarityRequest.objects.update(visibility=level, wanted_visibility=level)
    with pytest.raises(addressees.NotToBeForwarded):
        forward(Addressee.objects.get(), staff)


def test_a_call_is_not_passed_on_where_nobody_can_be_told(addressee: Addressee, staff: User) -> None:
    with pytest.raises(addressees.NotToBeForwarded):
        addressees.answer(
            addressee=addressee,
            answer=Answer.FORWARDED_TO,
            forwarded_to=factories.make_organisation(),
            by=staff,
            at=NOW,
        )


@pytest.mark.parametrize(
    "fields",
    [
        {"answer": "no", "answered_at": NOW},
        {"answer": "decide_by", "answered_at": NOW},
        {"answer": "not_now"},
        {"answered_at": NOW},
    ],
)
def test_the_database_refuses_half_an_answer(addressee: Addressee, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Addressee.objects.filter(pk=addressee.pk).update(**fields)


def test_a_union_is_asked_once_per_request(addressee: Addressee) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_addressee(addressee.solidarity_request, addressee.organisation)


def test_the_desk_and_the_right_to_answer_are_those_of_the_unions_own_staff(addressee: Addressee, staff: User) -> None:
    others = [factories.make_staff(factories.make_organisation()), factories.make_member(addressee.organisation)]
    assert list(Addressee.objects.addressed_to(staff)) == list(Addressee.objects.answerable_by(staff)) == [addressee]
    for other in others:
        assert not Addressee.objects.addressed_to(other).exists()
        assert not Addressee.objects.answerable_by(other).exists()


def test_who_has_answered_meanwhile_is_not_reminded(addressee: Addressee, staff: User) -> None:
    addressees.answer(addressee=addressee, answer=Answer.NOT_NOW, by=staff, at=NOW)
    with pytest.raises(addressees.Ended):
        addressees.remind(addressee=addressee, at=LATER)
