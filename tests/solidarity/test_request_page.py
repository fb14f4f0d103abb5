"""The page of one request: what each reader finds on it, and what nobody else does."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.choices import Outcome, RequestState, ShownAs, Visibility
from solidarity.models import ClosingReport, Delivery, Endorsement, Pledge, SolidarityRequest
from tests import factories
from tests.queries import queries_of
from unions.actions import translations
from unions.choices import NetworkRoleKind, UpdateAudience
from unions.models import Follow, Organisation, Update, User

pytestmark = pytest.mark.usefixtures("at_now")
NOW = factories.NOW
POLYGLOT = (
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )"
    "//</stYle/</titLe/</teXtarEa/</scRipt/--!><sVg/oNloAd=alert()>"
)


def address(solidarity_request: SolidarityRequest, name: str = "request-detail") -> str:
    """Return its address."""
    return reverse(f"solidarity:{name}", args=[solidarity_request.public_id])


def page(client: Client, solidarity_request: SolidarityRequest, query: str = "") -> str:
    """Return its page as this client reads it."""
    response = client.get(address(solidarity_request) + query)
    assert response.status_code == 200
    return response.content.decode()


def add_update(solidarity_request: SolidarityRequest, text: str, audience: str = UpdateAudience.PUBLIC) -> Update:
    """News about it."""
    return Update.objects.create(subject=solidarity_request, text=text, language="en", audience=audience, posted_at=NOW)


def pledge_of(solidarity_request: SolidarityRequest, **fields: Any) -> Pledge:
    """A pledge to its first need."""
    defaults = {"need": solidarity_request.needs.first(), "expected_on": NOW.date(), "made_at": NOW, "changed_at": NOW}
    return Pledge.objects.create(**(defaults | fields))


# Who may see it


@pytest.mark.parametrize("name", ["request-detail", "request-poster"])
@pytest.mark.parametrize("level", [v for v in Visibility if v != Visibility.PUBLIC])
def test_what_a_stranger_may_not_see_answers_like_nothing(client: Client, name: str, level: str) -> None:
    hidden = factories.make_request(visibility=level)
    there = client.get(address(hidden, name))
    nothing = client.get(reverse(f"solidarity:{name}", args=["2" * 12]))
    assert (there.status_code, nothing.status_code) == (404, 404)
    assert there.content.decode().replace(hidden.public_id, "2" * 12) == nothing.content.decode()


def test_a_network_request_has_no_poster_even_for_members(signed_in: Any) -> None:
    hidden = factories.make_request(visibility=Visibility.NETWORK)
    client = signed_in(factories.make_member(factories.make_organisation()))
    assert client.get(address(hidden)).status_code == 200
    assert client.get(address(hidden, "request-poster")).status_code == 404


def test_only_public_pages_are_for_search_engines(client: Client, signed_in: Any) -> None:
    shown = page(client, factories.make_request(what_happens="Twelve were dismissed."))
    assert 'rel="canonical"' in shown
    assert 'hreflang="ar"' in shown
    assert '<meta name="description" content="Twelve were dismissed.">' in shown
    member = signed_in(factories.make_member(factories.make_organisation()))
    hidden = page(member, factories.make_request(visibility=Visibility.NETWORK, what_happens="Nobody else knows."))
    assert '<meta name="robots" content="noindex">' in hidden
    assert 'rel="canonical"' not in hidden
    assert 'content="Nobody else knows.' not in hidden
    assert "Leave this page quickly" in hidden


def test_private_pages_are_never_stored(signed_in: Any) -> None:
    member = signed_in(factories.make_member(factories.make_organisation()))
    response = member.get(address(factories.make_request(visibility=Visibility.NETWORK)))
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["%00", "x" * 500, "..", "'", "9" * 40])
def test_nonsense_in_the_address_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/en/requests/{path}/").status_code in {404}


# Its words


def test_the_reader_gets_the_translation_with_its_label_and_a_way_to_the_original(client: Client) -> None:
    solidarity_request = factories.make_request(language="bn", what_happens="বারো জন")
    texts = {"what_happens": "Twelve delegates."}
    translator = factories.make_user()
    translations.keep(subject=solidarity_request, texts=texts, language="en", by=translator, at=NOW)
    shown = page(client, solidarity_request)
    assert "Twelve delegates." in shown
    assert "Translated by a person from Bangla" in shown
    original = page(client, solidarity_request, "?language=bn")
    assert "বারো জন" in original
    assert "In their own words, in Bangla" in original


def test_without_a_translation_the_original_says_its_language_and_direction(client: Client) -> None:
    shown = page(client, factories.make_request(language="ar", what_happens="إضراب"))
    assert '<blockquote class="quote__text" lang="ar" dir="rtl">' in shown
    assert "In their own words, in Arabic" in shown


def test_a_stale_translation_says_so(client: Client) -> None:
    solidarity_request = factories.make_request(language="bn")
    texts = {"what_happens": "Twelve delegates."}
    translations.keep(subject=solidarity_request, texts=texts, language="en", by=factories.make_user(), at=NOW)
    SolidarityRequest.objects.update(what_happens="Something new")
    assert "the original has changed since" in page(client, solidarity_request)


@pytest.mark.parametrize("language", ["xx", "<script>", "fr", "\x00"])
def test_an_unknown_language_shows_the_readers(client: Client, language: str) -> None:
    assert "Twelve delegates" in client.get(address(factories.make_request()), {"language": language}).content.decode()


def test_texts_cannot_break_out_anywhere(client: Client, signed_in: Any) -> None:
    union = factories.make_organisation(POLYGLOT[:200])
    fields = (
        "title",
        "what_happens",
        "own_action",
        "demands",
        "background",
        "further_do_not",
        "symbolic_reason",
        "place",
    )
    values = {name: POLYGLOT[:120] for name in fields} | {"contact": POLYGLOT}
    solidarity_request = factories.make_request(union, employer=factories.make_employer(POLYGLOT[:190]), **values)
    solidarity_request.needs.update(title=POLYGLOT[:120])
    add_update(solidarity_request, POLYGLOT)
    for name in ("request-detail", "request-poster"):
        for reader in (client, signed_in(factories.make_staff(union))):
            text = reader.get(address(solidarity_request, name)).content.decode().lower()
            assert "<svg/onload" not in text
            assert "</title/" not in text


# What it shows


def test_each_need_shows_its_three_numbers_and_a_button(client: Client) -> None:
    solidarity_request = factories.make_request()
    pledge_of(solidarity_request, user=factories.make_user(), quantity=3)
    shown = page(client, solidarity_request)
    assert "<b>0</b> of 10 letters arrived" in shown
    assert "3 promised" in shown
    assert reverse("solidarity:need-pledge", args=[solidarity_request.needs.get().public_id]) in shown


@pytest.mark.parametrize(
    "change", [{"wanted_by": NOW.date() - timedelta(days=1)}, {"has_ceiling": True, "quantity": 1, "taken": 1}]
)
def test_what_is_no_longer_needed_has_no_button(client: Client, change: dict[str, Any]) -> None:
    solidarity_request = factories.make_request()
    solidarity_request.needs.update(**change)
    assert "/pledge/" not in page(client, solidarity_request)


def test_what_is_asked_of_unions_has_a_button_for_their_staff_alone(client: Client, signed_in: Any) -> None:
    solidarity_request = factories.make_request()
    solidarity_request.needs.update(who_may="organisation")
    staff = signed_in(factories.make_staff(factories.make_organisation()))
    for reader, has_button in ((client, False), (signed_in(factories.make_user()), False), (staff, True)):
        assert ("/pledge/" in page(reader, solidarity_request)) == has_button


def test_a_paused_request_takes_no_pledges_and_says_why(client: Client) -> None:
    shown = page(client, factories.make_request(state=RequestState.PAUSED, paused_at=NOW))
    assert "/pledge/" not in shown
    assert "paused until the union that asks says that its people are safe" in shown


def test_the_do_nots_and_the_mandate_are_in_plain_sight(client: Client) -> None:
    shown = page(client, factories.make_request(further_do_not="Do not call the mayor", mandate="local_vote"))
    for words in (
        "Do not name any worker",
        "Do not call the mayor",
        "A vote of the local",
        "Federation not yet confirmed",
    ):
        assert words in shown


def test_place_and_contact_are_for_the_unions_asked_alone(client: Client, signed_in: Any) -> None:
    union = factories.make_organisation()
    solidarity_request = factories.make_request(place="Gate four", contact="Call the office")
    factories.make_addressee(solidarity_request, union)
    member = signed_in(factories.make_member(factories.make_organisation()))
    for reader in (client, member):
        assert "Gate four" not in page(reader, solidarity_request)
        assert "Call the office" not in page(reader, solidarity_request)
    asked = page(signed_in(factories.make_staff(union)), solidarity_request)
    assert "Gate four" in asked
    assert "Call the office" in asked


def test_nobody_but_the_asker_learns_which_union_answered_what(client: Client, signed_in: Any) -> None:
    asker, silent = factories.make_organisation(), factories.make_organisation("Silent Union")
    solidarity_request = factories.make_request(asker)
    answered = {"answer": "no", "no_reason": "no_capacity", "answered_at": NOW}
    factories.make_addressee(solidarity_request, factories.make_organisation("Refusing Union"), **answered)
    factories.make_addressee(solidarity_request, silent)
    for reader in (client, signed_in(factories.make_member(silent))):
        shown = page(reader, solidarity_request)
        assert "Refusing Union" not in shown
        assert "Silent Union" not in shown
        assert "A first union has answered" in shown
    own = page(signed_in(factories.make_staff(asker)), solidarity_request)
    assert "Refusing Union" in own
    assert "1 union has answered" in own


def test_unions_that_help_are_named_only_if_they_agreed(client: Client) -> None:
    solidarity_request = factories.make_request()
    named, shy = factories.make_organisation("Proud Union"), factories.make_organisation("Shy Union")
    pledge_of(solidarity_request, organisation=named, shown_as=ShownAs.UNION)
    pledge_of(solidarity_request, organisation=shy, shown_as=ShownAs.NOBODY)
    pledge_of(solidarity_request, user=factories.make_user("someone"), shown_as=ShownAs.HANDLE)
    Endorsement.objects.create(
        solidarity_request=solidarity_request, organisation=factories.make_organisation("Endorsers"), made_at=NOW
    )
    shown = page(client, solidarity_request)
    for words in ("Proud Union", "1 union helps without being named", "A few people have promised help", "Endorsers"):
        assert words in shown
    assert "Shy Union" not in shown
    assert "someone" not in shown


def test_the_timeline_says_what_arrived(client: Client) -> None:
    solidarity_request = factories.make_request()
    pledge = pledge_of(solidarity_request, user=factories.make_user(), quantity=4, state="confirmed")
    Delivery.objects.create(pledge=pledge, quantity=4, delivered_at=NOW, arrived=3, confirmed_at=NOW)
    assert "Arrived: 3 letters" in page(client, solidarity_request)


def test_updates_are_for_their_audience(client: Client, signed_in: Any) -> None:
    solidarity_request = factories.make_request()
    for audience in UpdateAudience:
        add_update(solidarity_request, f"News for {audience.value}", audience)
    pledger = factories.make_user()
    pledge_of(solidarity_request, user=pledger)
    readers = [
        (client, {"public"}),
        (signed_in(factories.make_member(factories.make_organisation())), {"public", "network"}),
        (signed_in(pledger), {"public", "pledgers"}),
        (signed_in(factories.make_staff(solidarity_request.organisation)), {"public", "network", "pledgers"}),
    ]
    for reader, expected in readers:
        shown = page(reader, solidarity_request)
        assert {audience for audience in UpdateAudience.values if f"News for {audience}" in shown} == expected


def test_the_end_shows_the_outcome_and_the_report(client: Client) -> None:
    solidarity_request = factories.make_request(state=RequestState.CLOSED, outcome=Outcome.WON, closed_at=NOW)
    ClosingReport.objects.create(
        solidarity_request=solidarity_request,
        members_knew="yes",
        lifted=5,
        what_helped=["protest_letter"],
        thanks="Thank you all",
        language="en",
        at=NOW,
    )
    shown = page(client, solidarity_request)
    for words in ("Won", "Thank you all", "5 of 5", "Protest letter", "Yes, most of them"):
        assert words in shown


def test_a_reader_with_an_account_follows_from_here(signed_in: Any) -> None:
    reader = factories.make_user()
    solidarity_request = factories.make_request()
    Follow.objects.create(user=reader, country="BD", since=NOW)
    shown = page(signed_in(reader), solidarity_request)
    assert "Stop following Bangladesh" in shown
    assert "Follow Protest letter" in shown


def test_doors_open_by_role(client: Client, signed_in: Any) -> None:
    union = factories.make_organisation()
    solidarity_request = factories.make_request(union)
    for reader in (client, signed_in(factories.make_staff(factories.make_organisation()))):
        shown = page(reader, solidarity_request)
        assert "Manage this request" not in shown
        assert "Translate it" not in shown
    own = page(signed_in(factories.make_staff(union)), solidarity_request)
    assert "Manage this request" in own
    assert f"/requests/{solidarity_request.public_id}/translate/es/" in own
    guard = factories.give_duty(factories.make_user(), NetworkRoleKind.SAFEGUARDING)
    assert "Take it down" in page(signed_in(guard), solidarity_request)


def test_staff_of_a_union_asked_answer_from_here(signed_in: Any) -> None:
    union = factories.make_organisation()
    solidarity_request = factories.make_request()
    addressee = factories.make_addressee(solidarity_request, union)
    shown = page(signed_in(factories.make_staff(union)), solidarity_request)
    assert reverse("solidarity:answer-create", args=[addressee.public_id]) in shown


def test_a_public_request_has_a_poster_with_a_code_and_no_other(client: Client, signed_in: Any) -> None:
    shown = client.get(address(factories.make_request(title="Dismissed"), "request-poster")).content.decode()
    assert "Dismissed" in shown
    assert '<path fill="#000" d="M' in shown
    assert "http://localhost" in shown
    member = signed_in(factories.make_member(factories.make_organisation()))
    assert "Poster for the canteen wall" not in page(member, factories.make_request(visibility=Visibility.NETWORK))


def fill(solidarity_request: SolidarityRequest) -> None:
    """One more of everything that a page lists."""
    need = factories.make_need(solidarity_request, kind=factories.make_need_kind(f"kind_{need_number()}"))
    union: Organisation = factories.make_organisation()
    pledge = pledge_of(solidarity_request, need=need, organisation=union, shown_as=ShownAs.UNION)
    Delivery.objects.create(pledge=pledge, quantity=1, delivered_at=NOW, arrived=1, confirmed_at=NOW)
    factories.make_addressee(solidarity_request, union, answer="pledges", answered_at=NOW)
    Endorsement.objects.create(solidarity_request=solidarity_request, organisation=union, made_at=NOW)
    add_update(solidarity_request, "News")


def need_number() -> int:
    """Return how many needs there are, to make kinds unlike."""
    return Pledge.objects.count()


@pytest.mark.parametrize("who", ["visitor", "asker"])
def test_five_of_everything_cost_as_many_queries_as_one(client: Client, signed_in: Any, who: str) -> None:
    solidarity_request = factories.make_request(language="bn")
    asker: User = factories.make_staff(solidarity_request.organisation)
    reader = client if who == "visitor" else signed_in(asker)
    fill(solidarity_request)
    page(reader, solidarity_request)
    one = queries_of(lambda: page(reader, solidarity_request))
    for _ in range(4):
        fill(solidarity_request)
    assert queries_of(lambda: page(reader, solidarity_request)) == one
