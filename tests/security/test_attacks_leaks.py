"""What somebody inside might find out about others, or decide on their own behalf."""

from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.actions import pledges, updates
from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.sealing import sealed
from solidarity.choices import Answer, RefusalReason, RequestState, ShownAs, Visibility
from solidarity.models import Need, Pledge, SolidarityRequest
from solidarity.notifications.readers import reviewers_for
from tests import factories
from tests.factories import NOW
from tests.smtp_server import SmtpServer
from unions.choices import UpdateAudience
from unions.models import Announcement, Recipient, User

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


def news_for_pledgers(need: Need, audience: str = UpdateAudience.PLEDGERS) -> SolidarityRequest:
    """A request whose union has told those who pledged something."""
    asked: SolidarityRequest = need.solidarity_request
    staff = factories.make_staff(asked.organisation)
    words = {"text": "We meet at the needle.", "language": "en", "audience": audience}
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


@pytest.fixture
def pledged() -> dict[str, User]:
    """Two people who pledged on a public request: one of a union in the network, and one of none."""
    need = factories.make_need(factories.make_request())
    people = {
        "inside": factories.make_member(factories.make_organisation(), email="inside@example.org"),
        "outside": factories.make_user(email="outside@example.org"),
    }
    for person in people.values():
        pledges.make(need=need, quantity=1, by=person, at=NOW)
    return people


def announced(audience: str) -> Announcement:
    """News of that request for some of its readers, on its way."""
    news_for_pledgers(Need.objects.filter(pledges__isnull=False).distinct().get(), audience)
    Announcement.objects.exclude(kind="update_posted").delete()
    return Announcement.objects.get()


def test_no_mail_tells_people_outside_what_is_meant_for_the_network(
    pledged: dict[str, User], smtp_server: SmtpServer
) -> None:
    announced(UpdateAudience.NETWORK)
    engine.run()
    mails = {to: message_from_bytes(raw, policy=policy.default) for _sender, to, raw in smtp_server.messages}
    said = {to: mail.get_body(("plain",)).get_content() for to, mail in mails.items()}
    assert set(said) == {"inside@example.org", "outside@example.org"}
    assert not any("at the needle" in words for words in said.values())
    assert "You can read it in the portal" in said["inside@example.org"]
    assert "told that there is some" in said["outside@example.org"]


@pytest.mark.parametrize("audience", UpdateAudience.values)
def test_the_inbox_tells_no_more_news_of_a_request_than_its_page(
    pledged: dict[str, User], signed_in: SignIn, audience: str
) -> None:
    news = announced(audience)
    write_next_chunk(news.pk)
    for person in pledged.values():
        client = signed_in(person)
        page = client.get(reverse("solidarity:request-detail", args=[news.subject.subject.public_id])).text
        told = client.get(reverse("solidarity:inbox-item", args=[sealed(news.pk, person.recipient.pk)])).text
        assert "at the needle" in page or "at the needle" not in told
        assert ("told that there is some" in told) == ("at the needle" not in page)


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
