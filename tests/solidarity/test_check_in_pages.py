"""The pages of the union that asks: the week, what is pledged, what arrived, news, the end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.actions import pledges
from solidarity.choices import Outcome, PledgeState, RequestState
from solidarity.models import ClosingReport, Delivery, Need, Pledge, SolidarityRequest
from tests import factories
from tests.factories import NOW, TODAY
from unions.models import Update, User

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]
PAGES = ["request-check-in", "request-pledges", "request-confirm", "request-update", "request-close"]
CLOSING = {"outcome": "won", "members_knew": "yes", "lifted": "5", "what_helped": ["protest_letter"], "language": "en"}


@pytest.fixture
def asked() -> SolidarityRequest:
    """A request of one need of ten letters."""
    return factories.make_request()


@pytest.fixture
def asker(asked: SolidarityRequest, signed_in: SignIn) -> Client:
    """The browser of its staff."""
    return signed_in(factories.make_staff(asked.organisation))


def url(name: str, public_id: str) -> str:
    """The address of a page."""
    return reverse(f"solidarity:{name}", args=[public_id])


def deliver(need: Need, quantity: int, **promise: Any) -> Any:
    """Help that was delivered, light or not."""
    pledge: Any = pledges.make(
        need=need, quantity=quantity, by=promise.pop("by", factories.make_user()), at=NOW, **promise
    )
    if not need.kind.is_light:
        pledges.mark_under_way(pledge=pledge, by=pledge.user, at=NOW)
    return pledges.mark_delivered(pledge=pledge, by=pledge.user, at=NOW)


def test_the_page_of_the_week_takes_everything_at_once(asked: SolidarityRequest, asker: Client) -> None:
    need = asked.needs.get()
    for quantity in (1, 2):
        deliver(need, quantity)
    week = {"still_safe": "yes", f"came_{need.public_id}": "on", f"arrived_{need.public_id}": 3}
    sent = week | {"news": "We go on.", "language": "en", "audience": "pledgers"}
    assert asker.post(url("request-check-in", asked.public_id), sent).status_code == 302
    assert Pledge.objects.filter(state=PledgeState.CONFIRMED).count() == 2
    assert Update.objects.get().text == "We go on."
    assert SolidarityRequest.objects.get().checked_in_at == NOW


def test_only_the_question_of_safety_must_be_answered(asked: SolidarityRequest, asker: Client) -> None:
    page, rest = url("request-check-in", asked.public_id), {"language": "en", "audience": "pledgers"}
    assert list(asker.post(page, rest).context["form"].errors) == ["still_safe"]
    assert asker.post(page, rest | {"still_safe": "yes"}).status_code == 302


def test_after_the_last_day_the_page_asks_for_the_report(asked: SolidarityRequest, asker: Client) -> None:
    page = url("request-check-in", asked.public_id)
    assert b"Its last day has passed" not in asker.get(page).content
    SolidarityRequest.objects.update(closes_on=TODAY - timedelta(days=1))
    assert b"Its last day has passed" in asker.get(page).content


def test_not_safe_pauses_and_says_so(asked: SolidarityRequest, asker: Client) -> None:
    sent = {"still_safe": "not_sure", "language": "en", "audience": "pledgers"}
    answer = asker.post(url("request-check-in", asked.public_id), sent, follow=True)
    assert b"paused, and fewer people see it now" in answer.content
    assert SolidarityRequest.objects.get().state == RequestState.PAUSED


def test_what_is_refused_undoes_the_whole_page(asked: SolidarityRequest, asker: Client) -> None:
    need = asked.needs.get()
    deliver(need, 2)
    sent = {"still_safe": "yes", f"came_{need.public_id}": "on", f"arrived_{need.public_id}": 3}
    assert asker.post(url("request-check-in", asked.public_id), sent | {"language": "en"}).status_code == 200
    assert not Delivery.objects.filter(confirmed_at__isnull=False).exists()


def test_fewer_letters_arrived_and_the_rest_waits(asked: SolidarityRequest, asker: Client) -> None:
    need = asked.needs.get()
    for quantity in (2, 2, 2):
        deliver(need, quantity)
    asker.post(
        url("request-confirm", asked.public_id), {f"came_{need.public_id}": "on", f"arrived_{need.public_id}": 3}
    )
    arrived = list(Delivery.objects.order_by("pk").values_list("arrived", flat=True))
    assert arrived == [2, 1, None]


def test_what_is_not_ticked_waits(asked: SolidarityRequest, asker: Client) -> None:
    deliver(asked.needs.get(), 2)
    asker.post(url("request-confirm", asked.public_id), {f"arrived_{asked.needs.get().public_id}": 2})
    assert Delivery.objects.to_confirm().exists()


def test_heavy_help_is_confirmed_pledge_by_pledge_and_fewer_is_final(asked: SolidarityRequest, asker: Client) -> None:
    kind = factories.make_need_kind("legal_aid", is_light=False, unit="hours")
    need = factories.make_need(asked, kind=kind)
    first, second = deliver(need, 4), deliver(need, 4)
    asker.post(
        url("request-confirm", asked.public_id), {f"came_{first.public_id}": "on", f"arrived_{first.public_id}": 0}
    )
    assert Delivery.objects.get(pledge=first).arrived == 0
    assert Delivery.objects.get(pledge=second).arrived is None


def test_names_stand_there_only_as_pledgers_chose(asked: SolidarityRequest, asker: Client) -> None:
    need = asked.needs.get()
    hidden = factories.make_user("hiddenperson")
    deliver(need, 1, by=hidden)
    deliver(need, 1, by=factories.make_user("namedperson"), shown_as="handle")
    deliver(need, 1, by=factories.make_user("swissperson"), country="CH")
    for page in ("request-pledges", "request-confirm", "request-check-in"):
        content = asker.get(url(page, asked.public_id)).content
        assert b"namedperson" in content
        assert b"Switzerland" in content
        assert b"hiddenperson" not in content
        assert b"swissperson" not in content


def offer(asked: SolidarityRequest) -> Any:
    """A pledge that waits to be accepted."""
    need = asked.needs.get()
    need.needs_acceptance = True
    need.save()
    return pledges.make(need=need, quantity=1, by=factories.make_user(), at=NOW)


def test_an_offer_is_accepted(asked: SolidarityRequest, asker: Client) -> None:
    pledge = offer(asked)
    assert url("pledge-accept", pledge.public_id).encode() in asker.get(url("request-pledges", asked.public_id)).content
    asker.post(url("pledge-accept", pledge.public_id))
    assert Pledge.objects.get().accepted_at == NOW
    again = asker.post(url("pledge-accept", pledge.public_id), follow=True)
    assert b"no longer waits" in again.content


def test_an_offer_is_refused_with_a_reason(asked: SolidarityRequest, asker: Client) -> None:
    page = url("pledge-refuse", offer(asked).public_id)
    assert asker.get(page).status_code == 200
    assert "reason" in asker.post(page, {}).context["form"].errors
    asker.post(page, {"reason": "not_safe"})
    assert Pledge.objects.get().state == PledgeState.REFUSED


def test_who_pledged_cannot_accept_their_own_offer(asked: SolidarityRequest, signed_in: SignIn) -> None:
    pledge = offer(asked)
    for user in (pledge.user, factories.make_staff(factories.make_organisation())):
        for page in ("pledge-accept", "pledge-refuse"):
            assert signed_in(user).post(url(page, pledge.public_id)).status_code == 404


def test_news_is_posted_with_its_language(asked: SolidarityRequest, asker: Client) -> None:
    sent = {"kind": "news", "text": "Seguimos", "language": "es", "audience": "public"}
    asker.post(url("request-update", asked.public_id), sent)
    assert (Update.objects.get().language, Update.objects.get().audience) == ("es", "public")


def test_news_without_words_comes_back(asked: SolidarityRequest, asker: Client) -> None:
    sent = {"kind": "news", "text": "", "language": "es", "audience": "public"}
    assert "text" in asker.post(url("request-update", asked.public_id), sent).context["form"].errors


def test_a_request_is_closed_with_three_answers(asked: SolidarityRequest, asker: Client) -> None:
    page = url("request-close", asked.public_id)
    pledges.make(need=asked.needs.get(), quantity=1, by=factories.make_user(), at=NOW)
    assert b"1 pledge is still open" in asker.get(page).content
    asker.post(page, CLOSING)
    assert ClosingReport.objects.get().what_helped == ["protest_letter"]
    assert asker.get(page).status_code == 404


@pytest.mark.parametrize("missing", ["outcome", "members_knew", "lifted"])
def test_each_of_the_three_answers_is_required(asked: SolidarityRequest, asker: Client, missing: str) -> None:
    sent = {name: value for name, value in CLOSING.items() if name != missing}
    assert missing in asker.post(url("request-close", asked.public_id), sent).context["form"].errors
    assert SolidarityRequest.objects.get().state == RequestState.OPEN


def test_a_request_that_closed_by_itself_still_takes_a_report(asked: SolidarityRequest, asker: Client) -> None:
    SolidarityRequest.objects.update(state=RequestState.CLOSED, outcome=Outcome.UNREPORTED, closed_at=NOW)
    page = url("request-close", asked.public_id)
    assert page.encode() in asker.get(url("request-manage", asked.public_id)).content
    asker.post(page, CLOSING)
    assert SolidarityRequest.objects.get().outcome == Outcome.WON


@pytest.mark.parametrize("page", PAGES)
def test_only_the_union_that_asks_has_these_pages(
    asked: SolidarityRequest, signed_in: SignIn, client: Client, page: str
) -> None:
    others = [factories.make_staff(factories.make_organisation()), factories.make_member(asked.organisation)]
    for other in others:
        assert signed_in(other).get(url(page, asked.public_id)).status_code == 404
    assert client.get(url(page, asked.public_id)).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_and_what_was_taken_down_have_no_such_pages(asked: SolidarityRequest, asker: Client, page: str) -> None:
    for state in (RequestState.DRAFT, RequestState.TAKEN_DOWN):
        SolidarityRequest.objects.update(state=state)
        assert asker.get(url(page, asked.public_id)).status_code == 404


def test_the_overview_costs_the_same_for_one_pledge_and_for_five(
    asked: SolidarityRequest, asker: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    page, need = url("request-pledges", asked.public_id), asked.needs.get()
    deliver(need, 1, by=factories.make_member(factories.make_organisation()), shown_as="union")
    with django_assert_max_num_queries(60) as first:
        asker.get(page)
    for _ in range(4):
        deliver(need, 1, by=factories.make_member(factories.make_organisation()), shown_as="union")
    with django_assert_max_num_queries(len(first)):
        asker.get(page)
