"""Who hears that a need is short of help, and that they hear it once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from solidarity.actions import needs, pledges, solidarity_requests
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertDelivery, DeliveryState
from solidarity.choices import Answer, PledgeState, RequestState, TakeDownReason, Visibility
from solidarity.models import Need, Pledge, SolidarityRequest
from tests import factories
from tests.factories import NOW, TODAY
from tests.queries import queries_of
from tests.solidarity.test_clock import news, tick_after
from tests.solidarity.test_notifications import told
from unions.announcements import announce, kind_of_news
from unions.choices import Channel, Frequency, Grade, OrganisationState, WhoMay
from unions.models import Announcement, AuditEvent, Follow, Organisation, Recipient, User
from unions.validators import Refused

KIND = "need_short"
NEAR = TODAY + timedelta(days=3)
DAY = timedelta(days=1)


def short(solidarity_request: SolidarityRequest | None = None, **fields: Any) -> Need:
    """Return a need of ten letters by Thursday, of which nothing is promised; the only one of its request."""
    found: Need = (solidarity_request or factories.make_request(checked_in_at=NOW + 60 * DAY)).needs.get()
    for name, value in ({"wanted_by": NEAR} | fields).items():
        setattr(found, name, value)
    found.save()
    return found


def follower(handle: str = "follower", user: User | None = None, **fields: Any) -> User:
    """Return somebody who follows the country of the request."""
    found = user or factories.make_user(handle)
    Follow.objects.create(user=found, country="BD", since=NOW, **fields)
    return found


def promise(need: Need, state: str = PledgeState.PLEDGED, **fields: Any) -> Pledge:
    """Return a pledge of one letter."""
    return Pledge.objects.create(need=need, state=state, expected_on=TODAY, made_at=NOW, changed_at=NOW, **fields)


def asked_with(answer: str = "", **fields: Any) -> tuple[Need, Organisation]:
    """Return a short need of a request that asks a union, which has given this answer."""
    union, need = factories.make_organisation(), short(factories.make_request(**fields))
    factories.make_staff(union, "staff")
    answered = {"answered_at": NOW} if answer else {}
    further = {"no_reason": "law_forbids"} if answer == Answer.NO else {}
    further |= {"decide_by": TODAY} if answer == Answer.DECIDE_BY else {}
    factories.make_addressee(need.solidarity_request, union, answer=answer, **answered, **further)
    return need, union


def is_short(need: Need) -> bool:
    """Whether it is short at NOW."""
    return Need.objects.short(NOW).filter(pk=need.pk).exists()


class TestTheClock:
    def test_a_need_is_told_of_once_when_its_day_is_72_hours_away(self) -> None:
        need = short(wanted_by=TODAY + 5 * DAY)
        tick_after(days=1)
        assert news(KIND) == 0
        for minute in range(2):
            tick_after(days=2, minutes=minute)
        assert Announcement.objects.get(kind=KIND).subject == need
        assert AuditEvent.objects.get(action="need_short_told").object_id == need.pk

    def test_it_is_told_of_by_itself_and_gathers_with_the_rest(self) -> None:
        short()
        tick_after()
        found = Announcement.objects.get(kind=KIND)
        assert (found.is_urgent, found.made_by, found.wave) == (False, None, 1)
        assert not kind_of_news(KIND).is_owed

    def test_it_is_never_told_again_whatever_happens_to_the_need(self) -> None:
        need = short()
        tick_after()
        pledge = pledges.make(need=need, quantity=6, by=factories.make_user(), at=NOW)
        tick_after(hours=1)
        pledges.withdraw(pledge=pledge, by=pledge.user, at=NOW)
        Need.objects.update(wanted_by=TODAY + 9 * DAY)
        tick_after(days=7)
        assert news(KIND) == 1

    def test_of_two_short_needs_of_a_request_the_other_is_told_of_a_day_later(self) -> None:
        first = short()
        factories.make_need(first.solidarity_request, wanted_by=NEAR)
        short()
        tick_after()
        assert news(KIND) == 2
        tick_after(days=1)
        assert news(KIND) == 3

    def test_another_clock_that_comes_late_finds_nothing_to_tell(self) -> None:
        need = short()
        needs.tell_short(need=need, at=NOW)
        with pytest.raises(Refused):
            needs.tell_short(need=need, at=NOW)
        assert news(KIND) == 1 and AuditEvent.objects.filter(action="need_short_told").count() == 1

    def test_who_was_called_a_moment_ago_is_not_called_again_before_a_day_has_passed(self) -> None:
        need = short()
        SolidarityRequest.objects.update(opened_at=NOW)
        tick_after(hours=23)
        assert news(KIND) == 0 and is_short(need)
        tick_after(hours=24)
        assert news(KIND) == 1

    def test_all_short_needs_are_found_by_one_query(self) -> None:
        ContentType.objects.get_for_models(Need)
        costs = []
        for _number in range(2):
            short()
            costs.append(queries_of(lambda: list(Need.objects.short_to_tell(NOW))))
        assert costs == [1, 1] and Need.objects.short_to_tell(NOW).count() == 2


class TestWhatIsShort:
    @pytest.mark.parametrize(
        ("wanted_by", "expected"),
        [(TODAY - DAY, False), (TODAY, True), (NEAR, True), (NEAR + DAY, False)],
    )
    def test_only_what_is_wanted_from_today_to_the_third_day(self, wanted_by: date, expected: bool) -> None:
        assert is_short(short(wanted_by=wanted_by)) == expected

    @pytest.mark.parametrize(
        ("quantity", "taken", "expected"),
        [(10, 0, True), (10, 4, True), (10, 5, False), (10, 12, False), (3, 1, True), (3, 2, False), (1, 0, True)],
    )
    def test_only_where_less_than_half_is_promised(self, quantity: int, taken: int, expected: bool) -> None:
        assert is_short(short(quantity=quantity, taken=taken)) == expected

    def test_as_much_as_can_be_counted_breaks_nothing(self) -> None:
        assert not is_short(short(taken=2**31 - 1))

    def test_an_offer_that_waits_to_be_accepted_counts_and_a_withdrawn_one_does_not(self) -> None:
        need = short(needs_acceptance=True)
        pledge = pledges.make(need=need, quantity=5, by=factories.make_user(), at=NOW)
        assert not is_short(need)
        pledges.withdraw(pledge=pledge, by=pledge.user, at=NOW)
        assert is_short(need)

    @pytest.mark.parametrize("state", [state for state in RequestState if state != RequestState.OPEN])
    def test_nothing_of_a_request_that_is_not_open(self, state: str) -> None:
        fields = {"outcome": "won"} if state == RequestState.CLOSED else {}
        need = short()
        SolidarityRequest.objects.update(state=state, opened_at=None, **fields)
        assert not is_short(need)

    def test_nothing_of_a_request_whose_last_day_has_passed(self) -> None:
        assert not is_short(short(factories.make_request(closes_on=TODAY - DAY)))
        assert is_short(short(factories.make_request(closes_on=TODAY)))

    @pytest.mark.parametrize(
        "state", [OrganisationState.SUSPENDED, OrganisationState.FROZEN, OrganisationState.REMOVED]
    )
    def test_nothing_of_a_union_that_is_put_outside(self, state: str) -> None:
        assert not is_short(short(factories.make_request(factories.make_organisation(state=state))))


@pytest.mark.usefixtures("at_now")
class TestWhoHears:
    def test_those_who_follow_something_of_the_request(self) -> None:
        follower()
        factories.make_user("indifferent")
        assert told(KIND, short()) == {"follower": "follows_country"}

    def test_those_who_heard_of_its_opening_too(self) -> None:
        need, person = short(), follower()
        opened = announce("request_opened", need.solidarity_request, by=None, at=NOW)
        AlertDelivery.objects.create(announcement=opened, recipient=person.recipient, not_before=NOW)
        assert set(told(KIND, need)) == {"follower"}

    def test_at_network_level_only_verified_members(self) -> None:
        follower("outside")
        follower(user=factories.make_member(factories.make_organisation(), handle="inside"))
        assert set(told(KIND, short(factories.make_request(visibility=Visibility.NETWORK)))) == {"inside"}

    @pytest.mark.parametrize("level", [Visibility.NAMED_ORGANISATIONS, Visibility.BEHIND_THE_SCENES])
    def test_below_it_only_staff_of_the_unions_asked(self, level: str) -> None:
        need, _union = asked_with(visibility=level)
        follower()
        assert told(KIND, need) == {"staff": "same_employer"}

    @pytest.mark.parametrize(
        ("answer", "is_told"),
        [
            ("", True),
            (Answer.QUESTION, True),
            (Answer.DECIDE_BY, True),
            (Answer.NO, False),
            (Answer.NOT_NOW, False),
            (Answer.PARTLY, False),
        ],
    )
    def test_staff_of_a_union_asked_until_it_has_answered(self, answer: str, is_told: bool) -> None:
        need, _union = asked_with(answer)
        assert told(KIND, need) == ({"staff": "same_employer"} if is_told else {})

    def test_not_who_follows_it_and_speaks_for_a_union_that_has_answered(self) -> None:
        need, _union = asked_with(Answer.NO)
        follower(user=User.objects.get(handle="staff"))
        assert not told(KIND, need)

    def test_who_speaks_for_two_unions_until_both_have_answered(self) -> None:
        need, _union = asked_with(Answer.NO)
        other = factories.make_organisation()
        factories.join(User.objects.get(handle="staff"), other)
        factories.make_addressee(need.solidarity_request, other, reasons=[])
        assert told(KIND, need) == {"staff": "asked_by_name"}

    def test_neither_members_nor_the_office_of_a_union_asked(self) -> None:
        need, union = asked_with()
        factories.make_member(union)
        Recipient.objects.create(organisation=union, contact_address="office@example.org")
        assert set(told(KIND, need)) == {"staff"}

    def test_not_the_asker(self) -> None:
        need = short()
        follower(user=factories.make_staff(need.solidarity_request.organisation))
        assert not told(KIND, need)

    @pytest.mark.parametrize("state", [PledgeState.PLEDGED, PledgeState.CONFIRMED, PledgeState.WITHDRAWN])
    def test_not_who_has_pledged_to_it(self, state: str) -> None:
        need = short()
        promise(need, state, user=follower())
        assert not told(KIND, need)

    def test_who_has_pledged_to_another_need_of_the_request(self) -> None:
        need = short()
        other = factories.make_need(need.solidarity_request)
        promise(other, user=follower())
        assert set(told(KIND, need)) == {"follower"}

    def test_nobody_whose_union_has_pledged_to_it(self) -> None:
        need, union = asked_with()
        follower(user=factories.make_member(union))
        assert len(told(KIND, need)) == 2
        promise(need, organisation=union)
        assert not told(KIND, need, wave=2)

    def test_of_what_only_organisations_can_give_only_who_speaks_for_one(self) -> None:
        follower(user=factories.make_staff(factories.make_organisation(), "speaks"))
        follower(user=factories.make_member(factories.make_organisation()))
        follower()
        assert set(told(KIND, short(who_may=WhoMay.ORGANISATION))) == {"speaks"}

    def test_nobody_of_a_need_that_was_removed(self) -> None:
        follower()
        need = short()
        factories.make_need(need.solidarity_request)
        announcement = announce(KIND, need, by=None, at=NOW)
        needs.remove(by=factories.make_user(), at=NOW, need=need)
        found: Any = kind_of_news(KIND).audience(Announcement.objects.get(pk=announcement.pk))
        assert not found.exists()

    def test_as_many_queries_for_many_followers_as_for_one(self) -> None:
        need, _union = asked_with()
        announcement = announce(KIND, need, by=None, at=NOW)
        costs = []
        for _number in range(2):
            follower(f"follower{_number}")
            fresh = Announcement.objects.get(pk=announcement.pk)
            costs.append(queries_of(lambda: list(kind_of_news(KIND).audience(fresh))))  # noqa: B023
        assert costs[0] == costs[1]


@pytest.mark.usefixtures("at_now")
class TestTheLastLook:
    """What happened between the clock and the mail."""

    @pytest.mark.parametrize(
        "changes",
        [
            {"state": RequestState.PAUSED},
            {"state": RequestState.CLOSED, "outcome": "won"},
            {"state": RequestState.TAKEN_DOWN},
            {"visibility": Visibility.NAMED_ORGANISATIONS},
        ],
        ids=str,
    )
    def test_a_request_that_is_not_open_to_them_any_more_is_told_to_nobody(self, changes: dict[str, str]) -> None:
        assert not self.told_after(lambda need: SolidarityRequest.objects.update(**changes))

    @pytest.mark.parametrize("changes", [{"taken": 5}, {"wanted_by": TODAY - DAY}], ids=str)
    def test_a_need_that_is_not_short_any_more_is_told_to_nobody(self, changes: dict[str, Any]) -> None:
        assert not self.told_after(lambda need: Need.objects.update(**changes))

    def test_who_has_pledged_meanwhile_is_not_told(self) -> None:
        assert not self.told_after(lambda need: promise(need, user=User.objects.get(handle="follower")))

    def test_else_they_are(self) -> None:
        assert self.told_after(lambda need: None)

    def told_after(self, change: Callable[[Need], object]) -> set[int]:
        """Return who of the followers may still be told after a change."""
        need, person = short(), follower()
        announcement = announce(KIND, need, by=None, at=NOW)
        change(need)
        fresh = Announcement.objects.get(pk=announcement.pk)
        return kind_of_news(KIND).may_still_be_told(fresh, [person.recipient.pk])


@pytest.mark.usefixtures("at_now")
class TestHow:
    @pytest.mark.parametrize(
        ("level", "grade"),
        [
            (Visibility.PUBLIC, Grade.PUBLIC),
            (Visibility.NETWORK, Grade.NETWORK),
            (Visibility.NAMED_ORGANISATIONS, Grade.NOTICE),
        ],
    )
    def test_a_mail_says_as_much_as_the_level_allows(self, level: str, grade: str) -> None:
        need = short(factories.make_request(visibility=level))
        assert kind_of_news(KIND).grade(Announcement(kind=KIND, subject=need)) == grade

    def test_followers_are_told_as_often_as_they_want_and_unions_asked_at_once(self) -> None:
        need, _union = asked_with()
        follower("weekly", frequency=Frequency.WEEKLY)
        follower(user=User.objects.get(handle="staff"), frequency=Frequency.WEEKLY)
        write_next_chunk(announce(KIND, need, by=None, at=NOW).pk)
        copies = AlertDelivery.objects.values_list("recipient__user__handle", "channel")
        assert dict(copies) == {"weekly": Channel.DIGEST, "staff": Channel.MAIL}

    def test_when_the_request_is_taken_down_it_is_stopped_and_who_was_told_hears_so(self) -> None:
        need, person = short(), follower()
        announcement = announce(KIND, need, by=None, at=NOW)
        copy = {"state": DeliveryState.SENT, "ended_at": NOW, "not_before": NOW}
        AlertDelivery.objects.create(announcement=announcement, recipient=person.recipient, **copy)
        reason = TakeDownReason.values[0]
        down = solidarity_requests.take_down(
            by=factories.make_user(), at=NOW, solidarity_request=need.solidarity_request, reason=reason
        )
        announcement.refresh_from_db()
        assert announcement.cancelled_at == NOW
        assert told("request_taken_down", down, wave=2) == {"follower": "was_told"}

    def test_the_union_that_asks_watches_it_from_its_own_page(self, signed_in: Callable[[User], Client]) -> None:
        need = short()
        staff = factories.make_staff(need.solidarity_request.organisation)
        announcement = announce(KIND, need, by=None, at=NOW)
        client = signed_in(staff)
        run = reverse("solidarity:alert-run", args=[announcement.pk])
        page = client.get(reverse("solidarity:request-manage", args=[need.solidarity_request.public_id]))
        assert run in page.content.decode() and client.get(run).status_code == 200
        assert signed_in(factories.make_staff(factories.make_organisation())).get(run).status_code == 404
