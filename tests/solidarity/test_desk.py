"""The desk: each duty sees its own sections, and what is most pressing stands on top."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from solidarity.actions import solidarity_requests
from solidarity.choices import RequestState, Urgency, Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from tests.solidarity import asking
from unions.choices import NetworkRoleKind
from unions.models import User

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]
DESK = "/en/desk/"
SECTIONS = {
    NetworkRoleKind.REVIEWER: ["Requests to open wider", "Requests that wait for answers"],
    NetworkRoleKind.SAFEGUARDING: ["Requests to open wider", "Live requests"],
    NetworkRoleKind.NETWORK_ADMIN: [
        "Requests that wait for answers",
        "Live requests",
        "Network admins to confirm",
        "Suspended, removed and frozen unions",
    ],
    NetworkRoleKind.AUDITOR: ["Suspended, removed and frozen unions"],
}
TITLES = sorted({title for titles in SECTIONS.values() for title in titles})


def serving(*duties: str) -> User:
    """Somebody of another organisation with these duties."""
    person = factories.make_member(factories.make_organisation())
    for duty in duties:
        factories.give_duty(person, duty)
    return person


def to_check(title: str, hours: int = 1, **fields: object) -> SolidarityRequest:
    """A request that waits for a reviewer for so many hours."""
    return factories.make_request(
        title=title,
        state=RequestState.CHECKING,
        visibility=Visibility.NAMED_ORGANISATIONS,
        opened_at=None,
        published_at=NOW - timedelta(hours=hours),
        **fields,
    )


@pytest.mark.parametrize("duty", NetworkRoleKind)
def test_each_duty_sees_its_sections(signed_in: SignIn, duty: str) -> None:
    page = signed_in(serving(duty)).get(DESK).content.decode()
    assert [title for title in TITLES if f"{title} (" in page] == sorted(SECTIONS[NetworkRoleKind(duty)])


def test_who_has_two_duties_sees_both(signed_in: SignIn) -> None:
    page = signed_in(serving(NetworkRoleKind.REVIEWER, NetworkRoleKind.AUDITOR)).get(DESK).content.decode()
    assert "Requests to open wider (" in page and "Suspended, removed and frozen unions (" in page


def test_nobody_else_has_a_desk(signed_in: SignIn) -> None:
    assert signed_in(factories.make_admin(factories.make_organisation())).get(DESK).status_code == 403


def test_the_most_pressing_stands_on_top() -> None:
    to_check("Young", 1)
    to_check("Old", 30)
    to_check("Emergency", 2, urgency=Urgency.EMERGENCY_24H)
    to_check("Liberty", 1, urgency=Urgency.EMERGENCY_24H, is_life_or_liberty=True)
    found = SolidarityRequest.objects.reviewable_by(asking.reviewer()).for_review()
    assert [each.title for each in found] == ["Liberty", "Emergency", "Old", "Young"]


@pytest.mark.parametrize(
    ("urgency", "hours"), [(Urgency.NORMAL, 24), (Urgency.URGENT_72H, 24), (Urgency.EMERGENCY_24H, 2)]
)
def test_a_review_is_due_in_a_day_and_in_two_hours_in_an_emergency(urgency: str, hours: int) -> None:
    made = to_check("Waits", urgency=urgency)
    found = SolidarityRequest.objects.reviewable_by(asking.reviewer()).for_review().get()
    assert made.published_at and found.review_due_at == made.published_at + timedelta(hours=hours)


def test_the_clock_begins_when_a_wider_circle_is_asked_for() -> None:
    staff = factories.make_staff(factories.make_organisation())
    opened = asking.opened(staff)
    later = NOW + timedelta(days=3)
    solidarity_requests.ask_wider(by=staff, at=later, solidarity_request=opened, visibility="public")
    assert SolidarityRequest.objects.reviewable_by(asking.reviewer()).for_review().get().asked_at == later


def test_the_desk_leads_to_the_prefilled_decision(signed_in: SignIn) -> None:
    found = to_check("Waits")
    page = signed_in(asking.reviewer()).get(DESK).content.decode()
    assert f"/en/review/{found.public_id}/" in page


def test_while_a_question_waits_no_clock_runs_against_the_reviewer(signed_in: SignIn) -> None:
    to_check("Waits", review_question="Since when?")
    page = signed_in(asking.reviewer()).get(DESK).content.decode()
    assert "A question to the union waits for its answer." in page
    assert "deadline" not in page.split('id="desk-review"')[1].split("</section>")[0]


def test_requests_left_waiting_stand_on_the_desk(signed_in: SignIn) -> None:
    found = factories.make_request(title="Left waiting")
    factories.make_addressee(found, factories.make_organisation(), due_at=NOW - timedelta(hours=1))
    page = signed_in(serving(NetworkRoleKind.NETWORK_ADMIN)).get(DESK).content.decode()
    assert "Requests that wait for answers (1)" in page


def test_the_navigation_counts_what_waits_for_a_decision(signed_in: SignIn) -> None:
    client = signed_in(asking.reviewer())
    to_check("One")
    factories.make_addressee(factories.make_request(), factories.make_organisation(), due_at=NOW - timedelta(hours=1))
    assert "Desk (1)" in client.get(DESK).content.decode()
    for number in range(9):
        to_check(f"More {number}")
    assert "Desk (more than 9)" in client.get(DESK).content.decode()


@pytest.mark.parametrize("duty", [NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.NETWORK_ADMIN])
def test_a_guardian_takes_down_from_the_desk(signed_in: SignIn, duty: str) -> None:
    found, client = factories.make_request(), signed_in(serving(duty))
    take_down = f"/en/requests/{found.public_id}/take-down/"
    assert take_down in client.get(DESK).content.decode()
    assert client.post(take_down, {"reason": "danger"}).status_code == 302
    assert take_down not in client.get(DESK).content.decode()


@pytest.mark.parametrize("written", ["{0}", " {0} ", "https://portal.example/fr/requests/{0}/"])
def test_a_request_is_found_by_reference_or_address(signed_in: SignIn, written: str) -> None:
    found, client = factories.make_request(), signed_in(serving(NetworkRoleKind.SAFEGUARDING))
    answer = client.get("/en/desk/take-down/", {"reference": written.format(found.public_id)})
    assert answer["Location"] == f"/en/requests/{found.public_id}/take-down/"


def test_what_one_may_not_see_is_not_found(signed_in: SignIn) -> None:
    hidden, client = asking.published(), signed_in(serving(NetworkRoleKind.NETWORK_ADMIN))
    for reference in (hidden.public_id, "zzzzzzzzzzzz", "", "\0"):
        page = client.get("/en/desk/take-down/", {"reference": reference}, follow=True).content.decode()
        assert "You see no request of this reference." in page


@pytest.mark.parametrize("page", [DESK, "/en/review/"])
def test_five_requests_cost_as_many_queries_as_one(signed_in: SignIn, page: str) -> None:
    client = signed_in(serving(*NetworkRoleKind))

    def add(number: int) -> None:
        to_check(f"Check {number}", language="bn")
        waiting = factories.make_request(title=f"Wait {number}", language="bn")
        factories.make_addressee(waiting, factories.make_organisation(), due_at=NOW - timedelta(hours=1))

    add(0)
    client.get(page)
    one = queries_of(lambda: client.get(page))
    for number in range(1, 5):
        add(number)
    assert queries_of(lambda: client.get(page)) == one
