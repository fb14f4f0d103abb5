"""The last step of asking: who is asked and why, the alert in every language, and publishing from the page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory

from solidarity.choices import RequestState
from solidarity.models import SolidarityRequest
from solidarity.views import calls
from tests import factories
from tests.factories import TODAY
from tests.solidarity import asking
from unions.choices import OrganisationState
from unions.models import AuditEvent, User

SOON = (TODAY + timedelta(days=7)).isoformat()
Browser = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def staff() -> User:
    """A person who asks for a union."""
    factories.make_need_kind()
    return factories.make_staff(factories.make_organisation(public_email="office@union.example"))


@pytest.fixture
def client(signed_in: Browser, staff: User) -> Client:
    """Their browser."""
    return signed_in(staff)


@pytest.fixture
def draft(staff: User) -> SolidarityRequest:
    """A whole draft of theirs."""
    return asking.whole_draft(staff)


def send(client: Client, draft: SolidarityRequest, step: str, **answers: Any) -> Any:
    """Send a step and read the draft anew."""
    answer = client.post(f"/en/ask/{draft.public_id}/{step}/", answers)
    draft.refresh_from_db()
    return answer


def errors(answer: Any) -> set[str]:
    """The fields that have an error, after an answer that shows the page again."""
    assert answer.status_code == 200, answer.headers
    return set(answer.context["form"].errors)


def test_the_last_step_shows_unions_with_their_reasons_and_the_alert_in_every_language(
    client: Client, staff: User
) -> None:
    draft = asking.whole_draft(staff, title="")
    union = asking.union_at(draft.employer, "Hafenarbeiter")
    page = client.get(f"/en/ask/{draft.public_id}/unions/")
    shown = page.content.decode()
    assert "Hafenarbeiter" in shown
    assert "organises at the same employer" in shown
    assert [row.is_ticked for row in page.context["rows"] if row.organisation == union] == [True]
    assert [each.language for each in page.context["previews"]] == ["en", "es", "fr", "ar"]


def test_ticks_are_kept_and_a_union_is_found_by_name(client: Client, draft: SolidarityRequest) -> None:
    near, far = asking.union_at(draft.employer, "Near"), asking.union_at(None, "Far away")
    answer = send(client, draft, "unions", organisations=[near.public_id], find="far", look="1")
    assert {row.organisation for row in answer.context["rows"]} == {near, far}
    assert [each.organisation for each in draft.addressees.all()] == [near]
    send(client, draft, "unions", organisations=[far.public_id], leave="1")
    page = client.get(f"/en/ask/{draft.public_id}/unions/")
    assert {row.organisation.name: row.is_ticked for row in page.context["rows"]} == {"Far away": True, "Near": False}


def test_unions_ticked_in_a_draft_know_nothing_of_it(client: Client, draft: SolidarityRequest) -> None:
    near = asking.union_at(draft.employer)
    send(client, draft, "unions", organisations=[near.public_id], save="1")
    (addressee,) = draft.addressees.all()
    speaker = near.memberships.get().user
    assert addressee.told_at is None
    assert not type(addressee).objects.visible_to(speaker).exists()
    assert not SolidarityRequest.objects.visible_to(speaker).exists()


def test_publishing_wants_a_fresh_proof_and_keeps_what_was_ticked(client: Client, draft: SolidarityRequest) -> None:
    asking.forget_proof(client)
    near = asking.union_at(draft.employer)
    call = {"title": "Take them back", "urgency": "normal", "closes_on": SOON, "organisations": [near.public_id]}
    answer = send(client, draft, "unions", **call, publish="1")
    assert answer["Location"].startswith("/en/account/reauthenticate/")
    assert (draft.state, draft.title) == (RequestState.DRAFT, "Take them back")
    resumed = client.post(answer["Location"], {"password": factories.PASSWORD})
    assert resumed["Location"] == f"/en/requests/{draft.public_id}/manage/"
    draft.refresh_from_db()
    assert draft.state == RequestState.CHECKING
    assert draft.addressees.get().organisation == near


def test_sending_it_twice_publishes_once(client: Client, draft: SolidarityRequest) -> None:
    near = asking.union_at(draft.employer)
    call = {"title": "Take them back", "urgency": "normal", "closes_on": SOON, "organisations": [near.public_id]}
    for _ in range(2):
        answer = send(client, draft, "unions", **call, publish="1")
        assert answer["Location"] == f"/en/requests/{draft.public_id}/manage/"
    assert AuditEvent.objects.filter(action="request_published").count() == 1


def test_who_sends_it_while_it_is_published_elsewhere_is_led_to_its_page(staff: User) -> None:
    published = asking.published(staff)
    stale = SolidarityRequest(pk=published.pk, public_id=published.public_id, organisation=published.organisation)
    request = RequestFactory().post("/", {"title": "Take them back", "closes_on": SOON, "publish": "1"})
    request.user = staff
    assert calls.step(request, stale)["Location"] == f"/en/requests/{published.public_id}/manage/"


def test_a_name_that_nobody_bears_is_answered_beside_its_field(client: Client, draft: SolidarityRequest) -> None:
    assert errors(send(client, draft, "unions", find="Nobody at all", look="1")) == {"find"}


def test_the_preview_is_that_of_the_nearest_union_with_its_clock(client: Client, draft: SolidarityRequest) -> None:
    near = asking.union_at(draft.employer)
    shown = send(client, draft, "unions", organisations=[near.public_id], save="1").context["previews"][0].text
    assert "You organise at the same employer" in shown
    assert "Please answer by" in shown


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"closes_on": (TODAY + timedelta(days=91)).isoformat()}, "closes_on"),
        ({"closes_on": TODAY.isoformat()}, "closes_on"),
        ({"closes_on": "never"}, "closes_on"),
        ({"urgency": "emergency_24h"}, "urgency"),
        ({"organisations": ["zzzzzzzzzzzz"]}, "organisations"),
    ],
)
def test_nonsense_in_the_call_is_refused_beside_its_field(
    client: Client, draft: SolidarityRequest, answers: dict[str, Any], field: str
) -> None:
    call = {"title": "Take them back", "urgency": "normal", "closes_on": SOON}
    assert errors(send(client, draft, "unions", **(call | answers), publish="1")) == {field}
    assert draft.state == RequestState.DRAFT


def test_more_than_twelve_unions_are_refused_and_stay_ticked(client: Client, draft: SolidarityRequest) -> None:
    unions = [asking.union_at(draft.employer).public_id for _ in range(13)]
    answer = send(client, draft, "unions", organisations=unions, save="1")
    assert errors(answer) == {"organisations"}
    assert sum(row.is_ticked for row in answer.context["rows"]) == 13


def test_what_other_steps_still_want_is_said_with_the_way_there(client: Client, staff: User) -> None:
    draft = factories.make_draft(staff.memberships.get().organisation, own_action="", wanted_visibility="network")
    answer = send(client, draft, "unions", title="Help", urgency="normal", closes_on=SOON, publish="1")
    assert [each["url"] for each in answer.context["missing"]] == [
        f"/en/ask/{draft.public_id}/{step}/" for step in ("needs", "ourselves")
    ]
    assert draft.state == RequestState.DRAFT


def test_a_provisional_union_without_a_voucher_reads_why_it_cannot_publish(
    client: Client, draft: SolidarityRequest
) -> None:
    type(draft.organisation).objects.filter(pk=draft.organisation.pk).update(state=OrganisationState.PROVISIONAL)
    answer = send(client, draft, "unions", title="Help", urgency="normal", closes_on=SOON, publish="1")
    assert "No member union stands with its word for yours" in answer.content.decode()
