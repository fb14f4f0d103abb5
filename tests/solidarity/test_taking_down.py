"""Taking a request down: hidden everywhere at once, its news stopped, those told told again."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from solidarity.actions import pledges, solidarity_requests
from solidarity.choices import PledgeState, RequestState
from solidarity.models import SolidarityRequest
from tests import factories
from tests.factories import NOW
from tests.solidarity import asking
from unions.announcements import announce
from unions.choices import NetworkRoleKind
from unions.models import Announcement, AuditEvent
from unions.validators import Refused


def take_down(solidarity_request: SolidarityRequest, reason: str = "danger") -> SolidarityRequest:
    """Take it down by staff of its union."""
    by = factories.make_staff(solidarity_request.organisation)
    return solidarity_requests.take_down(by=by, at=NOW, solidarity_request=solidarity_request, reason=reason)


def path_of(solidarity_request: SolidarityRequest) -> str:
    """The page that takes it down."""
    return f"/en/requests/{solidarity_request.public_id}/take-down/"


def test_nobody_sees_it_any_more_but_its_union_and_safeguarding() -> None:
    solidarity_request = take_down(asking.opened(wanted_visibility="public"))
    visible = SolidarityRequest.objects
    assert not visible.visible_to(AnonymousUser()).exists()
    assert not visible.visible_to(factories.make_member(factories.make_organisation())).exists()
    safeguarding = factories.give_duty(factories.make_user(), NetworkRoleKind.SAFEGUARDING)
    assert visible.visible_to(safeguarding).get() == solidarity_request


def test_a_closed_request_can_be_taken_down_and_loses_its_outcome() -> None:
    down = take_down(factories.make_request(state=RequestState.CLOSED, outcome="won"))
    assert (down.state, down.outcome, down.taken_down_at) == (RequestState.TAKEN_DOWN, "", NOW)


def test_news_that_has_not_gone_out_is_stopped() -> None:
    solidarity_request = asking.published()
    addressee = solidarity_request.addressees.get()
    announce("answer_due", addressee, by=None, at=NOW)
    take_down(solidarity_request)
    waiting = Announcement.objects.filter(cancelled_at__isnull=True)
    assert list(waiting.values_list("kind", flat=True)) == ["request_taken_down"]


def test_news_of_other_requests_goes_on() -> None:
    other = asking.published()
    take_down(asking.published())
    waiting = Announcement.objects.filter(cancelled_at__isnull=True, object_id=other.pk)
    assert set(waiting.values_list("kind", flat=True)) == {"request_addressed", "request_to_review"}


def test_those_who_were_told_are_told_before_anything_else() -> None:
    take_down(asking.published())
    assert Announcement.objects.get(kind="request_taken_down").is_urgent


def test_open_pledges_are_released() -> None:
    solidarity_request = asking.opened()
    pledge = pledges.make(need=solidarity_request.needs.get(), quantity=1, by=asking.reviewer(), at=NOW)
    take_down(solidarity_request)
    pledge.refresh_from_db()
    assert pledge.state == PledgeState.RELEASED


def test_the_reason_stands_in_the_trail() -> None:
    take_down(asking.published(), "mistake")
    line = AuditEvent.objects.get(action="request_taken_down")
    assert (line.from_state, line.to_state, line.reason) == ("checking", "taken_down", "mistake")


def test_without_a_reason_it_stays() -> None:
    with pytest.raises(Refused) as refusal:
        take_down(asking.published(), "because")
    assert refusal.value.field == "reason"


def test_a_draft_is_thrown_away_and_not_taken_down() -> None:
    with pytest.raises(Refused):
        take_down(asking.whole_draft())


def test_nothing_is_taken_down_twice() -> None:
    down = take_down(asking.published())
    with pytest.raises(Refused):
        take_down(down)


def test_the_page_asks_before_it_does_anything(signed_in: Any) -> None:
    solidarity_request = asking.opened()
    client = signed_in(factories.make_staff(solidarity_request.organisation))
    assert client.get(path_of(solidarity_request)).status_code == 200
    solidarity_request.refresh_from_db()
    assert solidarity_request.state == RequestState.OPEN
    assert client.post(path_of(solidarity_request), {"reason": "danger"}).status_code == 302
    solidarity_request.refresh_from_db()
    assert solidarity_request.state == RequestState.TAKEN_DOWN


@pytest.mark.parametrize("duty", [NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.NETWORK_ADMIN])
def test_duty_for_the_network_takes_down_requests_of_others(signed_in: Any, duty: str) -> None:
    solidarity_request = asking.opened()
    person = factories.give_duty(factories.make_member(factories.make_organisation()), duty)
    answer = signed_in(person).post(path_of(solidarity_request), {"reason": "danger"})
    assert answer["Location"] == "/en/requests/"
    solidarity_request.refresh_from_db()
    assert solidarity_request.state == RequestState.TAKEN_DOWN


def test_staff_of_other_unions_may_not(signed_in: Any) -> None:
    client = signed_in(factories.make_staff(factories.make_organisation()))
    assert client.post(path_of(asking.opened()), {"reason": "danger"}).status_code == 403
    assert client.post(path_of(asking.published()), {"reason": "danger"}).status_code == 404


def test_what_is_down_says_so_to_its_union_and_offers_nothing_more(signed_in: Any) -> None:
    down = take_down(asking.opened(wanted_visibility="public"))
    client = signed_in(factories.make_staff(down.organisation))
    page = client.get(f"/en/requests/{down.public_id}/")
    assert [door["text"] for door in page.context["doors"]] == ["Manage this request"]
    assert "Who may see this" not in page.content.decode()
    managing = client.get(f"/en/requests/{down.public_id}/manage/").content.decode()
    assert "Seen now by" not in managing
    assert "Only the staff of your union and those who look after safety still see it." in managing


def test_the_page_of_what_is_down_already_leads_to_its_own(signed_in: Any) -> None:
    down = take_down(asking.opened())
    client = signed_in(factories.make_staff(down.organisation))
    assert client.get(path_of(down))["Location"] == f"/en/requests/{down.public_id}/"


def test_a_draft_does_not_offer_to_take_it_down(signed_in: Any) -> None:
    draft = asking.whole_draft()
    page = signed_in(factories.make_staff(draft.organisation)).get(f"/en/requests/{draft.public_id}/")
    assert "Take it down" not in [door["text"] for door in page.context["doors"]]
