"""Whom each kind of news concerns, and whom it does not."""

from datetime import timedelta
from typing import Any

import pytest

from solidarity.alerts.models import AlertDelivery
from solidarity.choices import RequestState, Visibility
from solidarity.models import Pledge, SolidarityRequest
from tests import factories
from unions.announcements import kind_of_news
from unions.choices import NetworkRoleKind, OrganisationState
from unions.models import Announcement, Follow, Organisation, Recipient, Update, User

CHECKING: dict[str, Any] = {
    "state": RequestState.CHECKING,
    "opened_at": None,
    "visibility": Visibility.NAMED_ORGANISATIONS,
}


def news(kind: str, subject: Any, **fields: Any) -> Announcement:
    """Return news that stands in the outbox."""
    moments = {"made_at": factories.NOW, "not_before": factories.NOW}
    return Announcement.objects.create(kind=kind, subject=subject, **(moments | fields))


def told(kind: str, subject: Any, **fields: Any) -> dict[str, str]:
    """Return whom this news concerns, by handle or name of the organisation, and why."""
    announcement = news(kind, subject, **fields)
    audience: Any = kind_of_news(kind).audience(announcement)
    rows = audience.values_list("user__handle", "organisation__name", "why")
    return {handle or name: why for handle, name, why in rows}


def pledge(solidarity_request: SolidarityRequest, **fields: Any) -> Pledge:
    """Return a pledge on the first need."""
    defaults = {"expected_on": factories.TODAY, "made_at": factories.NOW, "changed_at": factories.NOW}
    return Pledge.objects.create(need=solidarity_request.needs.all()[0], **(defaults | fields))


def asked(union: Organisation, **fields: Any) -> SolidarityRequest:
    """Return a request that asks this union."""
    solidarity_request = factories.make_request(**fields)
    factories.make_addressee(solidarity_request, union)
    return solidarity_request


def listed_with_contact(name: str = "Listed Union") -> Organisation:
    """Return an organisation that is no member, with a contact."""
    listed = factories.make_organisation(name, state=OrganisationState.LISTED)
    Recipient.objects.create(organisation=listed, contact_address="office@example.org")
    return listed


class TestRequestAddressed:
    def test_staff_of_the_union_that_is_asked_are_told_and_its_members_are_not(self) -> None:
        union = factories.make_organisation()
        factories.make_staff(union, "staff")
        factories.make_admin(union, "admin")
        factories.make_member(union, handle="member")
        factories.make_staff(factories.make_organisation(), "elsewhere")
        assert set(told("request_addressed", asked(union, **CHECKING))) == {"staff", "admin"}

    def test_the_reason_is_the_nearest_tie_of_the_union(self) -> None:
        union = factories.make_organisation()
        factories.make_staff(union, "staff")
        solidarity_request = factories.make_request()
        factories.make_addressee(solidarity_request, union, reasons=["same_worksite", "same_sector"])
        assert told("request_addressed", solidarity_request) == {"staff": "same_worksite"}

    def test_a_union_without_a_tie_was_asked_by_name(self) -> None:
        union = factories.make_organisation()
        factories.make_staff(union, "staff")
        solidarity_request = factories.make_request()
        factories.make_addressee(solidarity_request, union, reasons=[])
        assert told("request_addressed", solidarity_request) == {"staff": "asked_by_name"}

    def test_the_contact_of_a_listed_organisation_is_told(self) -> None:
        assert told("request_addressed", asked(listed_with_contact(), **CHECKING)) == {"Listed Union": "same_employer"}

    def test_behind_the_scenes_only_staff_are_told(self) -> None:
        union = factories.make_organisation()
        factories.make_staff(union, "staff")
        solidarity_request = asked(union, visibility=Visibility.BEHIND_THE_SCENES)
        factories.make_addressee(solidarity_request, listed_with_contact())
        assert set(told("request_addressed", solidarity_request)) == {"staff"}

    def test_a_union_added_by_forwarding_is_told_by_its_own_news(self) -> None:
        first, second = factories.make_organisation(), factories.make_organisation()
        factories.make_staff(first, "first")
        factories.make_staff(second, "second")
        solidarity_request = asked(first)
        added = factories.make_addressee(solidarity_request, second, forwarded_by=first)
        assert set(told("request_addressed", solidarity_request)) == {"first"}
        assert set(told("request_addressed", solidarity_request, audience=f"addressee:{added.pk}")) == {"second"}

    @pytest.mark.parametrize("state", [RequestState.CLOSED, RequestState.TAKEN_DOWN])
    def test_nobody_is_told_of_a_request_that_has_ended(self, state: str) -> None:
        union = factories.make_organisation()
        factories.make_staff(union)
        outcome = "won" if state == RequestState.CLOSED else ""
        assert not told("request_addressed", asked(union, state=state, outcome=outcome))


class TestRequestToReview:
    def test_reviewers_of_other_organisations_are_told(self) -> None:
        asker = factories.make_organisation()
        factories.give_duty(factories.make_member(asker, handle="own"))
        factories.give_duty(factories.make_member(factories.make_organisation(), handle="other"))
        factories.make_staff(factories.make_organisation())
        assert told("request_to_review", factories.make_request(asker, **CHECKING)) == {"other": "reviews"}

    @pytest.mark.parametrize("wanted", [Visibility.NAMED_ORGANISATIONS, Visibility.BEHIND_THE_SCENES])
    def test_nobody_reviews_what_is_to_be_seen_by_nobody_more(self, wanted: str) -> None:
        factories.give_duty(factories.make_user())
        assert not told("request_to_review", factories.make_request(**CHECKING, wanted_visibility=wanted))

    def test_safeguarding_is_told_where_somebody_is_at_risk(self) -> None:
        factories.give_duty(factories.make_user("guard"), NetworkRoleKind.SAFEGUARDING)
        assert not told("request_to_review", factories.make_request(**CHECKING))
        assert set(told("request_to_review", factories.make_request(**CHECKING, danger="yes"))) == {"guard"}


class TestRequestOpened:
    @pytest.mark.parametrize(
        ("thing", "why"),
        [
            ("country", "follows_country"),
            ("sector", "follows_sector"),
            ("employer", "follows_employer"),
            ("organisation", "follows_organisation"),
            ("need_kind", "follows_kind"),
            ("language", "follows_language"),
        ],
    )
    def test_those_who_follow_something_of_it_are_told(self, thing: str, why: str) -> None:
        solidarity_request = factories.make_request(sector=factories.make_sector(), languages=["bn"])
        things = {
            "country": "BD",
            "language": "bn",
            "sector": solidarity_request.sector,
            "employer": solidarity_request.employer,
            "organisation": solidarity_request.organisation,
            "need_kind": factories.make_need_kind(),
        }
        Follow.objects.create(user=factories.make_user("follower"), since=factories.NOW, **{thing: things[thing]})
        factories.make_user("indifferent")
        assert told("request_opened", solidarity_request) == {"follower": why}

    def test_the_nearest_of_several_reasons_is_told(self) -> None:
        solidarity_request = factories.make_request()
        follower = factories.make_user("follower")
        Follow.objects.create(user=follower, country="BD", since=factories.NOW)
        Follow.objects.create(user=follower, employer=solidarity_request.employer, since=factories.NOW)
        assert told("request_opened", solidarity_request) == {"follower": "follows_employer"}

    def test_those_who_follow_something_else_are_not_told(self) -> None:
        user = factories.make_user()
        Follow.objects.create(user=user, country="DE", since=factories.NOW)
        Follow.objects.create(user=user, sector=factories.make_sector("mining"), since=factories.NOW)
        assert not told("request_opened", factories.make_request(sector=None, languages=[]))

    def test_at_network_level_only_verified_members_are_told(self) -> None:
        for person in (
            factories.make_user("outside"),
            factories.make_member(factories.make_organisation(), handle="in"),
        ):
            Follow.objects.create(user=person, country="BD", since=factories.NOW)
        assert set(told("request_opened", factories.make_request(visibility=Visibility.NETWORK))) == {"in"}

    @pytest.mark.parametrize("level", [Visibility.NAMED_ORGANISATIONS, Visibility.BEHIND_THE_SCENES])
    def test_nothing_tighter_is_announced_even_to_those_who_may_read_it(self, level: str) -> None:
        union = factories.make_organisation()
        Follow.objects.create(user=factories.make_staff(union), country="BD", since=factories.NOW)
        assert not told("request_opened", asked(union, visibility=level))

    def test_those_already_asked_are_not_told_again(self) -> None:
        union = factories.make_organisation()
        staff = factories.make_staff(union)
        Follow.objects.create(user=staff, country="BD", since=factories.NOW)
        solidarity_request = asked(union)
        first = news("request_addressed", solidarity_request)
        AlertDelivery.objects.create(announcement=first, recipient=staff.recipient, not_before=factories.NOW)
        assert not told("request_opened", solidarity_request)

    def test_a_second_opening_reaches_only_those_not_told_before(self) -> None:
        solidarity_request = factories.make_request()
        early, late = factories.make_user("early"), factories.make_user("late")
        Follow.objects.create(user=early, country="BD", since=factories.NOW)
        first = news("request_opened", solidarity_request)
        AlertDelivery.objects.create(announcement=first, recipient=early.recipient, not_before=factories.NOW)
        Follow.objects.create(user=late, country="BD", since=factories.NOW)
        assert set(told("request_opened", solidarity_request, wave=2)) == {"late"}

    def test_the_asker_is_not_told_of_its_own_request(self) -> None:
        asker = factories.make_organisation()
        Follow.objects.create(user=factories.make_staff(asker), country="BD", since=factories.NOW)
        assert not told("request_opened", factories.make_request(asker))

    def test_a_paused_request_is_told_to_nobody(self) -> None:
        Follow.objects.create(user=factories.make_user(), country="BD", since=factories.NOW)
        assert not told("request_opened", factories.make_request(state=RequestState.PAUSED))


class TestAnswers:
    def test_the_asker_hears_of_an_answer(self) -> None:
        asker, union = factories.make_organisation(), factories.make_organisation()
        factories.make_staff(asker, "asker")
        factories.make_member(asker)
        factories.make_staff(union)
        solidarity_request = factories.make_request(asker)
        addressee = factories.make_addressee(solidarity_request, union, answer="not_now", answered_at=factories.NOW)
        assert told("answer_given", addressee) == {"asker": "asked"}

    def test_the_union_that_owes_an_answer_is_reminded(self) -> None:
        union = factories.make_organisation()
        factories.make_staff(union, "staff")
        assert told("answer_due", asked(union).addressees.get()) == {"staff": "same_employer"}

    def test_the_contact_of_a_listed_union_is_reminded_too(self) -> None:
        assert set(told("answer_due", asked(listed_with_contact()).addressees.get())) == {"Listed Union"}

    @pytest.mark.parametrize(
        ("answer", "is_reminded"), [("not_now", False), ("refers_elsewhere", True), ("question", True)]
    )
    def test_only_an_answer_that_closes_the_call_ends_the_reminder(self, answer: str, is_reminded: bool) -> None:
        union = factories.make_organisation()
        factories.make_staff(union)
        solidarity_request = factories.make_request()
        addressee = factories.make_addressee(solidarity_request, union, answer=answer, answered_at=factories.NOW)
        assert bool(told("answer_due", addressee)) == is_reminded


class TestPledges:
    KINDS = ("pledge_accepted", "pledge_refused", "pledge_arrived", "pledge_due")

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_person_who_pledged_is_told_and_nobody_else(self, kind: str) -> None:
        person = factories.make_user("pledger")
        factories.make_user("other")
        assert told(kind, pledge(factories.make_request(), user=person)) == {"pledger": "pledged"}

    def test_staff_of_a_union_that_pledged_are_told(self) -> None:
        union = factories.make_organisation()
        factories.make_staff(union, "staff")
        factories.make_member(union)
        assert set(told("pledge_due", pledge(factories.make_request(), organisation=union))) == {"staff"}

    def test_whoever_may_not_read_the_request_any_more_is_not_told(self) -> None:
        made = pledge(factories.make_request(visibility=Visibility.NETWORK), user=factories.make_user())
        assert not told("pledge_due", made)


class TestReports:
    def pledgers(self, solidarity_request: SolidarityRequest) -> None:
        for state in ("pledged", "confirmed", "released"):
            pledge(solidarity_request, user=factories.make_user(state), state=state)
        pledge(solidarity_request, user=factories.make_user("withdrawn"), state="withdrawn")

    def test_pledgers_hear_of_an_update(self) -> None:
        solidarity_request = factories.make_request()
        self.pledgers(solidarity_request)
        update = Update.objects.create(
            subject=solidarity_request, text="We go on.", language="en", posted_at=factories.NOW
        )
        assert set(told("update_posted", update)) == {"pledged", "confirmed", "released"}

    def test_every_pledger_is_thanked_at_the_end(self) -> None:
        solidarity_request = factories.make_request(state=RequestState.CLOSED, outcome="won")
        self.pledgers(solidarity_request)
        assert set(told("request_closed", solidarity_request)) == {"pledged", "confirmed", "released"}

    @pytest.mark.parametrize("kind", ["check_in_due", "review_question"])
    def test_the_staff_of_the_asker_get_its_own_pages(self, kind: str) -> None:
        asker = factories.make_organisation()
        factories.make_staff(asker, "asker")
        factories.make_member(asker)
        assert told(kind, factories.make_request(asker)) == {"asker": "asked"}


class TestSafetyAlarm:
    def test_safeguarding_and_the_other_staff_of_the_asker_hear_it(self) -> None:
        asker = factories.make_organisation()
        officer = factories.make_staff(asker, "officer")
        factories.make_admin(asker, "admin")
        factories.make_member(asker)
        factories.give_duty(factories.make_user("guard"), NetworkRoleKind.SAFEGUARDING)
        factories.give_duty(factories.make_user("reviewer"))
        paused = factories.make_request(asker, state=RequestState.PAUSED)
        assert told("safety_alarm", paused, made_by=officer) == {"admin": "asked", "guard": "reviews"}

    def test_who_said_it_is_not_told_even_with_the_duty_of_safeguarding(self) -> None:
        asker = factories.make_organisation()
        officer = factories.give_duty(factories.make_staff(asker), NetworkRoleKind.SAFEGUARDING)
        assert not told("safety_alarm", factories.make_request(asker), made_by=officer)

    def test_nothing_but_the_end_of_its_own_kind_stops_it(self) -> None:
        assert kind_of_news("safety_alarm").unsubscribed_by == ["safety_alarm"]


class TestRequestTakenDown:
    def down(self) -> SolidarityRequest:
        return factories.make_request(state=RequestState.TAKEN_DOWN)

    def delivery(self, person: User, solidarity_request: SolidarityRequest, **fields: Any) -> None:
        first = Announcement.objects.filter(kind="request_opened").first() or news("request_opened", solidarity_request)
        AlertDelivery.objects.create(announcement=first, recipient=person.recipient, not_before=factories.NOW, **fields)

    def test_whoever_was_told_hears_that_it_was_withdrawn(self) -> None:
        solidarity_request = self.down()
        self.delivery(factories.make_user("told"), solidarity_request, state="sent", ended_at=factories.NOW)
        factories.make_user("untold")
        assert told("request_taken_down", solidarity_request) == {"told": "was_told"}

    def test_whoever_may_have_been_told_hears_it_too(self) -> None:
        solidarity_request = self.down()
        self.delivery(factories.make_user("perhaps"), solidarity_request, attempts=1)
        self.delivery(factories.make_user("not-yet"), solidarity_request)
        assert set(told("request_taken_down", solidarity_request)) == {"perhaps"}

    def test_pledgers_hear_it_even_when_no_mail_brought_them(self) -> None:
        solidarity_request = self.down()
        pledge(solidarity_request, user=factories.make_user("pledger"), state="released")
        assert told("request_taken_down", solidarity_request) == {"pledger": "pledged"}


def test_the_contact_of_a_member_union_is_told_beside_its_staff() -> None:
    union = listed_with_contact("Member Union")
    solidarity_request = asked(union)
    union.state = OrganisationState.APPROVED
    union.save()
    factories.make_staff(union, "staff")
    assert set(told("request_addressed", solidarity_request)) == {"staff", "Member Union"}


def test_a_contact_hears_of_what_it_pledged_and_not_of_what_staff_pledged() -> None:
    union = listed_with_contact()
    solidarity_request = asked(union)
    by_contact = pledge(solidarity_request, organisation=union)
    assert set(told("pledge_accepted", by_contact)) == {"Listed Union"}
    by_contact.made_by = factories.make_user()
    by_contact.save()
    assert not told("pledge_accepted", by_contact, wave=2)


def test_the_same_row_is_asked_again_with_the_same_rule() -> None:
    union = factories.make_organisation()
    staff, other = factories.make_staff(union), factories.make_user()
    announcement = news("request_addressed", asked(union), not_before=factories.NOW + timedelta(days=1))
    ids = [staff.recipient.pk, other.recipient.pk]
    assert kind_of_news("request_addressed").may_still_be_told(announcement, ids) == {staff.recipient.pk}
