"""What somebody inside might find out about others, or decide on their own behalf."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.actions import pledges, updates
from solidarity.choices import Answer, RefusalReason, RequestState, ShownAs, Visibility
from solidarity.models import Need, Pledge, SolidarityRequest
from solidarity.notifications.readers import reviewers_for
from tests import factories
from tests.factories import NOW
from unions.choices import UpdateAudience
from unions.models import Recipient, User

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]


@pytest.mark.parametrize("page", ["request-pledges", "request-confirm", "request-check-in"])
def test_who_wants_to_be_nobody_shows_no_country_either(page: str, signed_in: SignIn) -> None:
    asked = factories.make_request(country="BD")
    person = factories.make_member(factories.make_organisation(country="FI"))
    pledge = pledges.make(need=asked.needs.get(), quantity=2, by=person, at=NOW, shown_as=ShownAs.NOBODY)
    pledges.mark_delivered(pledge=pledge, by=person, at=NOW)
    client = signed_in(factories.make_staff(asked.organisation))
    shown = client.get(reverse(f"solidarity:{page}", args=[asked.public_id])).text.partition("<main")[2]
    Pledge.objects.update(shown_as=ShownAs.COUNTRY)
    named = client.get(reverse(f"solidarity:{page}", args=[asked.public_id])).text.partition("<main")[2]
    assert ("Finland" in shown, "Finland" in named) == (False, True)


def news_for_pledgers(need: Need) -> SolidarityRequest:
    """A request whose union has told those who pledged something."""
    asked: SolidarityRequest = need.solidarity_request
    staff = factories.make_staff(asked.organisation)
    words = {"text": "We meet at the needle.", "language": "en", "audience": UpdateAudience.PLEDGERS}
    updates.post(solidarity_request=asked, by=staff, at=NOW, **words)
    return asked


@pytest.mark.parametrize("move", ["refused", "withdrawn"])
def test_whose_pledge_does_not_stand_reads_no_news_for_pledgers(move: str, signed_in: SignIn) -> None:
    need, person = factories.make_need(factories.make_request(), needs_acceptance=True), factories.make_user()
    pledge = pledges.make(need=need, quantity=1, by=person, at=NOW)
    page = reverse("solidarity:request-detail", args=[news_for_pledgers(need).public_id])
    assert "at the needle" in signed_in(person).get(page).text
    if move == "refused":
        pledges.refuse(pledge=pledge, reason=RefusalReason.values[0], by=factories.make_user(), at=NOW)
    else:
        pledges.withdraw(pledge=pledge, by=person, at=NOW)
    assert "at the needle" not in signed_in(person).get(page).text


def test_a_reviewer_who_leaves_the_union_does_not_open_what_they_wrote(signed_in: SignIn) -> None:
    author = factories.give_duty(factories.make_member(factories.make_organisation()))
    waiting = factories.make_request(
        state=RequestState.CHECKING, visibility=Visibility.NAMED_ORGANISATIONS, opened_at=None, made_by=author
    )
    page = reverse("solidarity:review-detail", args=[waiting.public_id])
    other = factories.give_duty(factories.make_user())
    assert (signed_in(author).get(page).status_code, signed_in(other).get(page).status_code) == (404, 200)
    assert not Recipient.objects.filter(reviewers_for(waiting), user=author).exists()
    assert Recipient.objects.filter(reviewers_for(waiting), user=other).exists()


@pytest.mark.parametrize(
    ("count", "words"), [(1, "A first union"), (4, "A first union"), (5, "5 unions have answered")]
)
def test_fewer_than_five_answers_are_not_counted_for_others(count: int, words: str, signed_in: SignIn) -> None:
    asked = factories.make_request()
    factories.make_addressee(asked, factories.make_organisation(), due_at=factories.NOW.replace(day=1))
    for _ in range(count):
        given = {"answer": Answer.NOT_NOW, "answered_at": NOW}
        factories.make_addressee(asked, factories.make_organisation(), **given)
    reader = factories.make_member(factories.make_organisation())
    assert words in signed_in(reader).get(reverse("solidarity:request-waiting")).text


def test_whose_request_was_narrowed_shows_its_title_on_no_first_page(signed_in: SignIn) -> None:
    asked, person = factories.make_request(title="We meet at the needle"), factories.make_user()
    pledges.make(need=asked.needs.get(), quantity=1, by=person, at=NOW)
    home = reverse("solidarity:home")
    assert "at the needle" in signed_in(person).get(home).text
    SolidarityRequest.objects.update(visibility=Visibility.NAMED_ORGANISATIONS)
    shown = signed_in(person).get(home).text
    assert (
        "at the needle" in shown,
        reverse("solidarity:pledge-detail", args=[Pledge.objects.get().public_id]) in shown,
    ) == (
        False,
        True,
    )
