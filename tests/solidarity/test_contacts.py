"""What the contact of an organisation reads by the link in its mail, and when the link ends."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from solidarity.actions import addressees, pledges, solidarity_requests, updates
from solidarity.choices import Answer, RequestState, Visibility
from solidarity.models import Addressee, SolidarityRequest
from tests import factories
from tests.factories import NOW, TODAY
from tests.queries import queries_of
from tests.solidarity.answering import ADDRESS, asked, path_for, with_contact
from unions.choices import OrganisationState
from unions.models import Organisation, Recipient, Unsubscription

pytestmark = pytest.mark.usefixtures("at_now")
SECOND = timedelta(seconds=1)


def status(path: str) -> int:
    """What the link answers to somebody without an account."""
    return Client().get(path).status_code


def words(addressee: Addressee) -> str:
    """The page in English."""
    response = Client().get(path_for(addressee))
    assert response.status_code == 200
    return response.content.decode()


def test_the_link_shows_what_is_asked() -> None:
    page = words(asked(background="It began with the ballot."))
    for shown in ("Twelve delegates were dismissed", "Take them back", "It began with the ballot", "10 letters"):
        assert shown in page
    assert "Do not name any worker" in page and "Listed Union" in page


def test_it_is_cached_nowhere_and_found_by_no_search_engine() -> None:
    response = Client().get(path_for(asked()))
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert b'content="noindex"' in response.content


def test_the_place_is_shown_where_staff_of_a_union_that_is_asked_see_it() -> None:
    assert "Gate 4" in words(asked())


@pytest.mark.parametrize(
    "fields", [{"place_visibility": Visibility.BEHIND_THE_SCENES}, {"state": RequestState.PAUSED}], ids=str
)
def test_a_place_kept_by_the_asker_is_not_shown(fields: dict[str, Any]) -> None:
    assert "Gate 4" not in words(asked(**fields))


def test_the_contact_of_the_asker_is_shown_once_the_organisation_has_pledged() -> None:
    addressee = asked()
    assert "International office" not in words(addressee)
    pledge(addressee)
    assert "International office" in words(addressee)


def test_where_each_offer_is_accepted_first_the_contact_waits_for_that() -> None:
    addressee = asked()
    addressee.solidarity_request.needs.update(needs_acceptance=True)
    made = pledge(addressee)
    assert "International office" not in words(addressee)
    pledges.accept(pledge=made, by=factories.make_staff(addressee.solidarity_request.organisation), at=NOW)
    assert "International office" in words(addressee)


def test_a_link_that_was_tampered_with_is_nothing() -> None:
    addressee, other = asked(), asked(with_contact("Other Union"))
    path, token = path_for(addressee), path_for(addressee).split("/")[-2]
    for forged in (f"{token[:-2]}__", addressee.public_id, token.replace(addressee.public_id, other.public_id)):
        assert status(path.replace(token, forged)) == 404


def test_the_signature_of_one_organisation_opens_nothing_of_another() -> None:
    path, other = path_for(asked()), path_for(asked(with_contact("Other Union")))
    signature, token = path.split("/")[-2].rpartition(".")[-1], other.split("/")[-2]
    assert status(other.replace(token, f"{token.rpartition('.')[0]}.{signature}")) == 404


@pytest.mark.parametrize("state", [RequestState.TAKEN_DOWN, RequestState.CLOSED])
def test_the_link_ends_with_the_request_and_says_nothing_of_it(state: str) -> None:
    addressee = asked()
    SolidarityRequest.objects.update(state=state, outcome="won" if state == RequestState.CLOSED else "")
    response = Client().get(path_for(addressee))
    assert response.status_code == 410 and "no-store" in response["Cache-Control"]
    page = response.content.decode()
    assert "This link has ended" in page and "how your union can join" in page
    for hidden in ("Dismissed", "Bangladesh", addressee.solidarity_request.organisation.name, "Listed Union"):
        assert hidden not in page


def test_every_ended_link_says_the_same() -> None:
    ended = [asked(with_contact(f"Union {number}")) for number in range(2)]
    paths = [path_for(each) for each in ended]
    ended[0].delete()
    Recipient.objects.filter(organisation=ended[1].organisation).update(contact_address="new@example.org")
    pages = [Client().get(path).content.decode().replace(path.split("/")[-2], "") for path in paths]
    assert pages[0] == pages[1] and "This link has ended" in pages[0]


@pytest.mark.parametrize("state", [OrganisationState.SUSPENDED, OrganisationState.REMOVED, OrganisationState.FROZEN])
@pytest.mark.parametrize("whose", ["asker", "asked"])
@pytest.mark.parametrize("level", [Visibility.NAMED_ORGANISATIONS, Visibility.PUBLIC])
def test_the_link_ends_when_either_organisation_is_put_outside(state: str, whose: str, level: str) -> None:
    addressee = asked(state=RequestState.OPEN, visibility=level)
    organisations = {"asker": addressee.solidarity_request.organisation, "asked": addressee.organisation}
    path = path_for(addressee)
    Organisation.objects.filter(pk=organisations[whose].pk).update(state=state)
    assert status(path) == 410


def test_the_link_ends_when_the_request_moves_behind_the_scenes() -> None:
    addressee = asked()
    SolidarityRequest.objects.update(visibility=Visibility.BEHIND_THE_SCENES)
    assert status(path_for(addressee)) == 410


def test_the_link_ends_when_the_contact_is_another_recipient() -> None:
    addressee = asked()
    path = path_for(addressee)
    Recipient.objects.filter(organisation=addressee.organisation).delete()
    Recipient.objects.create(organisation=addressee.organisation, contact_address=ADDRESS)
    assert status(path) == 410
    assert status(path_for(addressee)) == 200


def test_the_contact_of_a_member_union_with_accounts_has_a_link_too() -> None:
    addressee = asked(with_contact("Member Union", OrganisationState.APPROVED))
    factories.make_staff(addressee.organisation)
    assert "Member Union" in words(addressee)


def test_who_wants_no_more_mails_may_still_answer_what_came() -> None:
    addressee = asked()
    contact = addressee.organisation.contacts.get()
    Unsubscription.objects.create(recipient=contact, kind="request_addressed", at=NOW)
    assert status(path_for(addressee)) == 200


def test_who_is_signed_in_sees_no_more_by_the_link_than_its_contact(signed_in: Any) -> None:
    addressee = asked()
    asker = signed_in(factories.make_staff(addressee.solidarity_request.organisation))
    assert "International office" not in asker.get(path_for(addressee)).content.decode()


def test_it_speaks_the_language_of_its_address() -> None:
    response = Client().get(path_for(asked(), "ar"))
    assert response.status_code == 200
    assert 'dir="rtl"' in response.content.decode()


def test_news_for_those_who_pledged_is_read_by_who_has_pledged() -> None:
    addressee = asked()
    for audience in ("public", "pledgers", "network"):
        news = {"text": f"News for {audience}", "language": "en", "audience": audience}
        by = addressee.solidarity_request.made_by or factories.make_staff(addressee.solidarity_request.organisation)
        updates.post(solidarity_request=addressee.solidarity_request, by=by, at=NOW, **news)
    page = words(addressee)
    assert "News for public" in page and "News for pledgers" not in page and "News for network" not in page
    pledge(addressee)
    page = words(addressee)
    assert "News for pledgers" in page and "News for network" not in page


class TestItsEnd:
    def works_until(self, addressee: Addressee, moment: Any) -> None:
        """Open the link a second before, and at the moment itself."""
        for at, answer in ((moment - SECOND, 200), (moment, 410)):
            with time_machine.travel(at, tick=False):
                assert status(path_for(addressee)) == answer, at

    def test_it_ends_with_the_clock(self) -> None:
        addressee = asked(due={"due_at": NOW + timedelta(days=3)})
        self.works_until(addressee, NOW + timedelta(days=3))

    def test_where_no_clock_runs_it_ends_with_the_request(self) -> None:
        addressee = asked(due={"due_at": None}, closes_on=TODAY + timedelta(days=5))
        self.works_until(addressee, datetime.combine(TODAY + timedelta(days=5), time.max, UTC))

    def test_a_date_moves_it(self) -> None:
        addressee = asked(due={"due_at": NOW + timedelta(days=3)})
        decide = {"answer": Answer.DECIDE_BY, "decide_by": TODAY + timedelta(days=9)}
        moved = addressees.answer(addressee=addressee, by=addressee.organisation.contacts.get(), at=NOW, **decide)
        self.works_until(addressee, moved.due_at)

    def test_the_reminder_gives_the_same_window_again(self) -> None:
        addressee = asked(due={"due_at": NOW - SECOND}, urgency="emergency_24h")
        assert status(path_for(addressee)) == 410
        addressees.remind(addressee=addressee, at=NOW)
        self.works_until(addressee, NOW + timedelta(days=1))

    def test_who_has_pledged_keeps_it_as_long_as_the_request(self) -> None:
        addressee = asked(due={"due_at": NOW + timedelta(days=3)})
        made = pledge(addressee)
        with time_machine.travel(NOW + timedelta(days=50), tick=False):
            assert status(path_for(addressee)) == 200
            pledges.withdraw(pledge=made, by=addressee.organisation.contacts.get(), at=NOW)
            assert status(path_for(addressee)) == 410


def test_a_take_down_ends_it_at_once_and_cancels_nothing_else() -> None:
    addressee = asked()
    asker = factories.make_staff(addressee.solidarity_request.organisation)
    solidarity_requests.take_down(by=asker, at=NOW, solidarity_request=addressee.solidarity_request, reason="danger")
    assert status(path_for(addressee)) == 410


def test_five_needs_and_pledges_cost_no_more_queries_than_one() -> None:
    addressee = asked()
    pledge(addressee)
    path = path_for(addressee)
    status(path)
    one = queries_of(lambda: status(path))
    for _ in range(4):
        need = factories.make_need(addressee.solidarity_request)
        pledge(addressee, need)
    assert queries_of(lambda: status(path)) == one


def pledge(addressee: Addressee, need: Any = None) -> Any:
    """Let the contact promise two letters for its organisation."""
    wanted = need or addressee.solidarity_request.needs.get()
    contact = addressee.organisation.contacts.get()
    return pledges.make(need=wanted, quantity=2, by=contact, at=NOW, organisation=addressee.organisation)
