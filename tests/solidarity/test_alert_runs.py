"""The page that says how far a piece of news is: for those who look after it, without a word of anybody."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exchanges.notifications import calls as exchange_calls
from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertDelivery
from tests import factories
from tests.alerts.clock import let_time_pass_to_the_digest
from tests.alerts.conftest import call, news, open_requests, reached
from tests.alerts.gathering import gathering
from tests.alerts.news import asked, give_up
from tests.campaigns.campaigning import seeking
from tests.exchanges.meeting import posted
from tests.house.tree import ROOT
from tests.queries import queries_of
from unions.choices import NetworkRoleKind
from unions.localised import date_in_words
from unions.models import Announcement, OwnChannel, Recipient, Unsubscription, User

__all__ = ["call", "news", "open_requests", "reached"]  # fixtures
News = Callable[..., Announcement]
Opened = Callable[..., list[Announcement]]
SignIn = Callable[[User], Client]
MOST_BYTES_OF_THE_SCRIPT = 1536


def page_of(announcement: Announcement, act: str = "") -> str:
    """Return the address of a piece of news, or of an act on it."""
    return reverse(f"solidarity:alert-run{act and '-'}{act}", args=[announcement.pk])


def staff(announcement: Announcement) -> User:
    """Somebody who speaks for the union that asks."""
    return with_factor(factories.make_staff(asked(announcement).organisation))


def staff_elsewhere() -> User:
    """Somebody who speaks for another union."""
    return with_factor(factories.make_staff(factories.make_organisation()))


def network_admin() -> User:
    """A network admin of another union."""
    return factories.give_duty(staff_elsewhere(), NetworkRoleKind.NETWORK_ADMIN)


def with_factor(user: User) -> User:
    """The same person with the second factor that staff need."""
    factories.add_second_factor(user)
    return user


def words(page: str) -> str:
    """The words of a page, without its marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_it_says_how_many_were_reached_and_in_which_languages(reached: News, signed_in: SignIn) -> None:
    announcement = reached(*["en"] * 7, *["fr"] * 5, "es")
    text = words(signed_in(staff(announcement)).get(page_of(announcement)).text)
    assert "People reached 13" in text and "Finished" in text and "100%" in text
    assert "English 7 Other languages 6" in text
    assert "Mail 13" in text and "French" not in text and "Spanish" not in text


def test_of_a_few_nothing_is_counted_out(reached: News, signed_in: SignIn) -> None:
    announcement = reached("fr", "fr", "en", refused=1)
    text = words(signed_in(staff(announcement)).get(page_of(announcement)).text)
    assert "People reached fewer than five Copies that wait 0 Copies that failed fewer than five" in text
    assert "The receiving server refused" not in text and "French" not in text and "by channel" not in text


@pytest.mark.parametrize(("readers", "unwilling", "is_said"), [(4, 4, False), (5, 1, False), (6, 5, True)])
def test_what_people_want_to_hear_is_not_said_of_a_few_however_many_devices_they_have(
    call: News, signed_in: SignIn, readers: int, unwilling: int, is_said: bool
) -> None:
    announcement = call(staff=readers)
    for each in Recipient.objects.all():
        OwnChannel.objects.create(recipient=each, channel="push", name="Phone", address="{}", made_at=timezone.now())
    for own in Recipient.objects.order_by("pk")[:unwilling]:
        Unsubscription.objects.create(recipient=own, kind=announcement.kind, at=timezone.now())
    engine.run()
    announcement.refresh_from_db()
    text = words(signed_in(staff(announcement)).get(page_of(announcement)).text)
    assert ("Not told fewer than five" in text) == (unwilling < 5)
    assert ("They do not want this kind of news" in text) == is_said


def test_what_was_tried_in_vain_is_laid_to_nobody(reached: News, signed_in: SignIn) -> None:
    announcement = reached(*["en"] * 5, refused=5)
    give_up(announcement)
    text = words(signed_in(staff(announcement)).get(page_of(announcement)).text)
    assert "Tried as often as may be, and it did not go through 5" in text and "server" not in text


def test_the_part_that_has_left_stands_where_the_language_wants_it(reached: News, signed_in: SignIn) -> None:
    announcement = reached(*["en"] * 5)
    page = signed_in(staff(announcement)).get(page_of(announcement).replace("/en/", "/es/")).text
    assert "<p>Ha salido o terminado el <b>100" in page


def test_of_a_few_on_their_way_no_part_is_measured(call: News, signed_in: SignIn) -> None:
    announcement = call(staff=3)
    write_next_chunk(announcement.pk)
    assert "<progress" not in signed_in(staff(announcement)).get(page_of(announcement)).text


def test_what_is_on_its_way_shows_a_bar_and_asks_again(call: News, signed_in: SignIn) -> None:
    announcement = call(staff=6)
    write_next_chunk(announcement.pk)
    client = signed_in(staff(announcement))
    page, part = client.get(page_of(announcement)).text, client.get(page_of(announcement, "progress")).text
    assert f'data-fresh="{page_of(announcement, "progress")}"' in page and "js/alert_run.js" in page
    assert f'<a href="{page_of(announcement)}">See how far it is now</a>' in page
    assert 'value="0"' in part and "<html" not in part and "data-over" not in part


def test_no_part_is_measured_while_copies_are_still_written(call: News, signed_in: SignIn) -> None:
    announcement = call(staff=6)
    write_next_chunk(announcement.pk)
    Announcement.objects.update(fanned_out_at=None)
    assert "<progress" not in signed_in(staff(announcement)).get(page_of(announcement)).text


def test_what_is_over_asks_no_more(reached: News, signed_in: SignIn) -> None:
    announcement = reached("en")
    client = signed_in(staff(announcement))
    assert "js/alert_run.js" not in client.get(page_of(announcement)).text
    assert "data-over" in client.get(page_of(announcement, "progress")).text


@pytest.mark.parametrize(("readers", "is_said"), [(4, False), (5, True)])
def test_what_only_waits_for_digests_says_so_and_asks_no_more_by_itself(
    open_requests: Opened, signed_in: SignIn, readers: int, is_said: bool
) -> None:
    for _number in range(readers):
        gathering("weekly")
    (announcement,) = open_requests(1)
    engine.run()
    client = signed_in(network_admin())
    page = client.get(page_of(announcement)).text
    assert "Waits for digests" in words(page) and "js/alert_run.js" not in page and "See how far it is now" in page
    due = date_in_words(AlertDelivery.objects.earliest("not_before").not_before)
    assert (f"The next digest with it is due on {due}" in words(page)) == is_said
    assert "data-over" in client.get(page_of(announcement, "progress")).text
    let_time_pass_to_the_digest()
    engine.run()
    page = client.get(page_of(announcement)).text
    assert "Finished" in words(page) and "See how far it is now" not in page


def test_the_script_is_tiny() -> None:
    assert len((ROOT / "static/js/alert_run.js").read_bytes()) <= MOST_BYTES_OF_THE_SCRIPT


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(call: News, signed_in: SignIn) -> None:
    announcement = call()
    client = signed_in(staff(announcement))
    client.get(page_of(announcement))
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert client.get(page_of(announcement, "progress")).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=40)):
        assert client.get(page_of(announcement, "progress")).status_code == 302


def test_it_costs_the_same_for_one_as_for_many(reached: News, signed_in: SignIn) -> None:
    one, many = reached("en"), reached("en", "fr", "es", "ar", "en", "en", refused=1)
    client = signed_in(network_admin())
    client.get(page_of(one))
    assert queries_of(lambda: client.get(page_of(one))) == queries_of(lambda: client.get(page_of(many)))


def test_lists_cost_the_same_for_one_as_for_many(open_requests: Opened, signed_in: SignIn) -> None:
    gathering()
    client = signed_in(network_admin())
    for page in (reverse("solidarity:alert-run-list"), reverse("unions:desk")):
        open_requests(1)
        engine.run()
        client.get(page)
        one = queries_of(lambda: client.get(page))  # noqa: B023
        open_requests(3)
        engine.run()
        assert queries_of(lambda: client.get(page)) == one  # noqa: B023


@pytest.mark.parametrize("act", ["", "progress", "retry", "stop"])
def test_others_find_nothing_there(reached: News, signed_in: SignIn, act: str) -> None:
    announcement = reached("en", refused=1)
    give_up(announcement)
    outsider = signed_in(staff_elsewhere())
    url, nothing = page_of(announcement, act), page_of(Announcement(pk=2**63 + 1), act)
    for method in ("get", "post"):
        found, missing = getattr(outsider, method)(url), getattr(outsider, method)(nothing)
        assert found.status_code == missing.status_code and found.status_code in {404, 405}
    assert AlertDelivery.objects.get().state == "failed"


def test_what_failed_goes_again_after_a_question(reached: News, signed_in: SignIn) -> None:
    announcement = reached("en", refused=1)
    client = signed_in(staff(announcement))
    assert page_of(announcement, "retry") not in client.get(page_of(announcement)).text
    give_up(announcement)
    assert page_of(announcement, "retry") in client.get(page_of(announcement)).text
    question = client.get(page_of(announcement, "retry")).text
    assert "Send again what failed?" in question and "Who was reached, or may have been, gets nothing again" in question
    assert AlertDelivery.objects.get().state == "failed"
    said = [client.post(page_of(announcement, "retry"), follow=True).text for _twice in range(2)]
    assert "What failed is on its way again." in said[0] and "Nothing had failed." in said[1]
    assert AlertDelivery.objects.get().state == "waiting"


def test_what_waits_is_stopped_after_a_question(call: News, signed_in: SignIn) -> None:
    announcement = call()
    client = signed_in(staff(announcement))
    assert page_of(announcement, "stop") in client.get(page_of(announcement)).text
    assert "Stop this news?" in client.get(page_of(announcement, "stop")).text
    announcement.refresh_from_db()
    assert announcement.cancelled_at is None
    said = [client.post(page_of(announcement, "stop"), follow=True).text for _twice in range(2)]
    assert "It is stopped." in said[0] and "Nothing waited any more." in said[1]
    announcement.refresh_from_db()
    assert announcement.cancelled_at
    refused = client.post(page_of(announcement, "retry"), follow=True).text
    assert "This news was stopped: nothing of it goes out again." in refused


def test_the_page_of_a_request_leads_there(call: News, signed_in: SignIn) -> None:
    announcement = call()
    manage = reverse("solidarity:request-manage", args=[asked(announcement).public_id])
    client = signed_in(staff(announcement))
    assert page_of(announcement) in client.get(manage).text
    assert manage in client.get(page_of(announcement)).text
    assert manage not in signed_in(network_admin()).get(page_of(announcement)).text


def test_the_page_of_a_campaign_leads_its_convenors_there(signed_in: SignIn) -> None:
    campaign = seeking()
    by = with_factor(campaign.made_by)
    announcement = Announcement.objects.get(kind="campaign_call")
    page = reverse("campaigns:campaign-detail", args=[campaign.public_id])
    assert page_of(announcement) in signed_in(by).get(page).text
    assert page_of(announcement) in signed_in(network_admin()).get(page).text
    assert page_of(announcement) not in signed_in(staff_elsewhere()).get(page).text
    assert page_of(announcement) not in Client().get(page).text
    assert page in signed_in(by).get(page_of(announcement)).text


def test_the_page_of_an_exchange_leads_who_posted_it_there(signed_in: SignIn) -> None:
    exchange = posted()
    announcement = Announcement.objects.get(kind=exchange_calls.EXCHANGE_CALL.name)
    page = reverse("exchanges:exchange-detail", args=[exchange.public_id])
    poster = with_factor(factories.make_staff(exchange.organisation))
    assert page_of(announcement) in signed_in(poster).get(page).text
    assert page_of(announcement) not in signed_in(staff_elsewhere()).get(page).text
    assert page in signed_in(poster).get(page_of(announcement)).text


def test_network_admins_find_what_is_on_its_way_on_their_desk(call: News, reached: News, signed_in: SignIn) -> None:
    over, on_its_way = reached("en"), call()
    client = signed_in(network_admin())
    desk, listed = client.get(reverse("unions:desk")).text, client.get(reverse("solidarity:alert-run-list")).text
    assert page_of(on_its_way) in desk and page_of(over) not in desk
    assert listed.index(page_of(on_its_way)) < listed.index(page_of(over))
    assert client.get(page_of(on_its_way)).status_code == 200


def test_what_waits_for_digests_is_on_the_desk_too_and_stands_before_what_is_over(
    open_requests: Opened, call: News, reached: News, signed_in: SignIn
) -> None:
    gathering("weekly")
    (gathered,) = open_requests(1)
    over, on_its_way = reached("en"), call()
    client = signed_in(network_admin())
    desk, listed = client.get(reverse("unions:desk")).text, client.get(reverse("solidarity:alert-run-list")).text
    assert page_of(gathered) in desk and f"Alert {gathered.pk} · Waits for digests" in words(desk)
    numbers = [int(number) for number in re.findall(r"Alert (\d+)", words(listed))]
    assert numbers == [on_its_way.pk, gathered.pk, over.pk]
