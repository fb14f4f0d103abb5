"""Helping with an address alone."""

import re
from datetime import datetime, timedelta
from email import message_from_string, policy
from typing import Any

import pytest
from django.db import connection

from solidarity.actions import guest_pledges
from solidarity.actions.places import NoPlaceLeft
from solidarity.actions.pledges import WrongAmount
from solidarity.choices import RequestState, Visibility
from solidarity.models import GuestPledge, Need, Pledge, SolidarityRequest
from tests import factories
from unions.choices import ConsentPurpose, WhoMay
from unions.models import AuditEvent, Consent, OutgoingMail, User

pytestmark = pytest.mark.usefixtures("at_now")
NOW = factories.NOW
ADDRESS = "friend@example.net"


@pytest.fixture(autouse=True)
def _real_outbox(settings: Any) -> None:
    """Mails are rows of the database, as in the portal; pytest-django would keep them in memory."""
    settings.EMAIL_BACKEND = "unions.mail.OutboxBackend"


def need_of(**fields: Any) -> Need:
    """A need of a public request."""
    solidarity_request = factories.make_request()
    solidarity_request.needs.update(**fields)
    return solidarity_request.needs.get()


def ask(need: Need, address: str = ADDRESS, at: datetime = NOW, **more: Any) -> None:
    """Ask for the link."""
    given: dict[str, Any] = {"quantity": 1, "language": "en", "consent_wording": "I agree."} | more
    guest_pledges.ask(need=need, address=address, at=at, **given)


def mails() -> list[Any]:
    """Return the mails on their way, the oldest first."""
    rows = OutgoingMail.objects.order_by("pk")
    return [message_from_string(row.message, policy=policy.default) for row in rows]


def link(mail: Any = None) -> str:
    """Return the token in the last mail, or in this one."""
    return link_in((mail or mails()[-1]).get_body(("plain",)).get_content())


def link_in(text: str) -> str:
    """Return the token in the text of a mail."""
    found = re.search(r"/pledges/confirm/([\w-]+)/", text)
    assert found is not None
    return found[1]


def test_asking_takes_no_place_and_makes_no_account() -> None:
    need = need_of()
    ask(need)
    need.refresh_from_db()
    assert need.taken == 0
    assert not User.objects.filter(email=ADDRESS).exists()


def test_the_address_is_held_encrypted_and_the_token_hashed() -> None:
    ask(need_of())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM solidarity_guestpledge")
        held = str(cursor.fetchall())
    assert ADDRESS not in held
    assert link() not in held


def test_the_mail_speaks_the_language_of_the_page_in_text_and_html() -> None:
    ask(need_of(), language="ar")
    mail = mails()[-1]
    assert mail["to"] == ADDRESS
    assert mail.get_body(("html",)).get_content().count('dir="rtl"')
    assert f"/ar/pledges/confirm/{link()}/" in mail.get_body(("plain",)).get_content()


def test_the_mail_says_what_is_promised_and_not_for_which_request() -> None:
    """It may still be on its way when the request is taken down or narrowed, and lies in a mailbox after that."""
    asker = factories.make_organisation("Needle Union")
    asked = factories.make_request(asker, title="Needle title", what_happens="Needle words", country="BD")
    asked.needs.update(title="Needle need")
    ask(asked.needs.get(), quantity=2)
    (mail,) = mails()
    for said in (mail["subject"], *(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))):
        assert "Protest letter" in said
        assert not any(word in said for word in ("Needle", "Bangladesh", asked.public_id))
    assert "2 letters" in mail.get_body(("plain",)).get_content()


def test_confirming_makes_the_account_and_takes_the_place() -> None:
    need = need_of()
    ask(need, country="PE", message="Hold on")
    confirmed = guest_pledges.confirm(token=link(), at=NOW)
    need.refresh_from_db()
    assert confirmed.is_new_account
    assert need.taken == 1
    pledge = Pledge.objects.get()
    assert (User.objects.get(pledges=pledge).email, pledge.country, pledge.message) == (ADDRESS, "PE", "Hold on")


def test_the_consent_is_kept_in_the_words_that_were_read() -> None:
    ask(need_of())
    user = guest_pledges.confirm(token=link(), at=NOW).user
    kept = Consent.objects.filter(user=user).values_list("purpose", "wording", "language")
    assert set(kept) == {(ConsentPurpose.ACCOUNT, "I agree.", "en"), (ConsentPurpose.PLEDGE, "I agree.", "en")}


def test_the_pledge_of_a_known_address_joins_its_account() -> None:
    user = factories.make_user(email=ADDRESS, joined_at=NOW - timedelta(days=9))
    ask(need_of(), address=ADDRESS.upper())
    confirmed = guest_pledges.confirm(token=link(), at=NOW)
    assert (confirmed.user, confirmed.is_new_account) == (user, False)
    assert Pledge.objects.get().user == user


def test_a_link_followed_twice_leads_to_the_same_pledge() -> None:
    need = need_of()
    ask(need)
    token = link()
    first, second = (guest_pledges.confirm(token=token, at=NOW + timedelta(hours=hour)) for hour in (0, 1))
    need.refresh_from_db()
    assert first.pledge == second.pledge
    assert need.taken == 1


def test_a_confirmed_row_keeps_no_address() -> None:
    ask(need_of())
    guest_pledges.confirm(token=link(), at=NOW)
    assert GuestPledge.objects.get().address == ""


@pytest.mark.parametrize("after", [timedelta(hours=24), timedelta(days=9)])
def test_a_link_dies_after_24_hours(after: timedelta) -> None:
    ask(need_of())
    with pytest.raises(guest_pledges.NotValid):
        guest_pledges.confirm(token=link(), at=NOW + after)
    assert not User.objects.filter(email=ADDRESS).exists()


def test_nobody_guesses_a_link() -> None:
    with pytest.raises(guest_pledges.NotValid):
        guest_pledges.confirm(token="x" * 43, at=NOW)


def test_when_all_places_are_gone_by_then_no_account_is_made_and_the_link_stays() -> None:
    need = need_of(has_ceiling=True, quantity=1)
    ask(need)
    Need.objects.update(taken=1)
    with pytest.raises(NoPlaceLeft):
        guest_pledges.confirm(token=link(), at=NOW)
    assert not User.objects.filter(email=ADDRESS).exists()
    Need.objects.update(taken=0)
    assert guest_pledges.confirm(token=link(), at=NOW).pledge


@pytest.mark.parametrize(
    "change",
    [
        {"visibility": Visibility.NETWORK},
        {"state": RequestState.TAKEN_DOWN},
        {"state": RequestState.CHECKING, "opened_at": None},
    ],
)
def test_a_request_that_is_no_longer_public_takes_no_guests(change: dict[str, Any]) -> None:
    need = need_of()
    ask(need)
    SolidarityRequest.objects.update(**change)
    with pytest.raises(guest_pledges.NotValid):
        guest_pledges.confirm(token=link(), at=NOW)
    with pytest.raises(guest_pledges.NotForGuests):
        ask(need, "another@example.net")


@pytest.mark.parametrize("fields", [{"who_may": WhoMay.ORGANISATION}, {"wanted_by": NOW.date() - timedelta(days=1)}])
def test_a_need_that_is_not_for_them_takes_no_guests(fields: dict[str, Any]) -> None:
    with pytest.raises(guest_pledges.NotForGuests):
        ask(need_of(**fields))


@pytest.mark.parametrize("quantity", [0, -1, 11])
def test_the_amount_must_make_sense(quantity: int) -> None:
    with pytest.raises(WrongAmount):
        ask(need_of(), quantity=quantity)


def test_a_full_need_says_so_before_any_mail() -> None:
    with pytest.raises(NoPlaceLeft):
        ask(need_of(has_ceiling=True, taken=10))
    assert mails() == []


def test_a_later_link_replaces_the_earlier_one() -> None:
    need = need_of()
    ask(need)
    ask(need, quantity=3)
    first, second = mails()
    with pytest.raises(guest_pledges.NotValid):
        guest_pledges.confirm(token=link(first), at=NOW)
    assert guest_pledges.confirm(token=link(second), at=NOW).pledge.quantity == 3  # type: ignore[union-attr]


def test_an_address_gets_three_links_for_a_need_and_the_last_one_works() -> None:
    need = need_of()
    for _ in range(6):
        ask(need)
    assert len(mails()) == 3
    assert guest_pledges.confirm(token=link(), at=NOW).pledge


def test_an_address_gets_ten_links_a_day_for_all_needs() -> None:
    for _ in range(12):
        ask(need_of())
    assert len(mails()) == 10


def test_very_many_addresses_at_once_are_asked_to_come_back() -> None:
    need = need_of()
    GuestPledge.objects.bulk_create(
        GuestPledge(
            need=need, address="a", address_hash=str(n), token_hash=str(n), language="en", made_at=NOW, expires_at=NOW
        )
        for n in range(guest_pledges.MOST_FOR_A_NEED)
    )
    with pytest.raises(guest_pledges.TooManyAtOnce):
        ask(need)


def test_what_has_expired_is_forgotten_and_the_rest_is_kept() -> None:
    ask(need_of(), at=NOW - timedelta(hours=25))
    ask(need_of(), "another@example.net")
    assert guest_pledges.forget_expired(NOW) == 1
    assert GuestPledge.objects.count() == 1


def test_the_trail_names_nobody() -> None:
    ask(need_of())
    event = AuditEvent.objects.get(action="guest_pledge_asked")
    assert (event.actor, event.actor_recipient, event.reason) == (None, None, "")
