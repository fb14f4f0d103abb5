"""Devices and chats: set up on request alone, confirmed by a code, and nobody else's business."""

import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from solidarity.actions import inbox
from solidarity.alerts.models import InboxFeed
from tests import factories
from tests.alerts.outside import Device
from unions import retention
from unions.actions import own_channels, users
from unions.models import OwnChannel, User
from unions.validators import Refused

SignIn = Callable[[User], Client]
LIST, DEVICE, CHAT = ("unions:own-channel-list", "unions:own-channel-add-device", "unions:own-channel-add-chat")
NTFY = "ntfys://ntfy.sh/topic"
PHONE = Device("https://push.example.org/2").subscription


def device() -> Device:
    """A browser at a service that is nowhere."""
    return Device("https://push.example.org/1")


def at(name: str, channel: OwnChannel) -> str:
    """Return the address of a page about one of them."""
    return reverse(f"unions:own-channel-{name}", args=[channel.public_id])


def test_a_device_is_set_up_by_what_its_browser_hands_over(signed_in: SignIn) -> None:
    person = factories.make_user()
    answer = signed_in(person).post(reverse(DEVICE), {"name": "Phone", "subscription": device().subscription})
    own = OwnChannel.objects.get()
    assert answer["Location"] == reverse(LIST)
    assert (own.recipient, own.channel, own.name) == (person.recipient, "push", "Phone")
    assert own in OwnChannel.objects.in_use() and own.test_wanted_at


def test_the_same_device_again_is_one_device(signed_in: SignIn) -> None:
    client, browser = signed_in(factories.make_user()), device()
    for name in ("Phone", "My phone"):
        client.post(reverse(DEVICE), {"name": name, "subscription": browser.subscription})
    assert OwnChannel.objects.get().name == "My phone"


def told_of(mailoutbox: list[EmailMessage]) -> list[str]:
    """Return of which new ways mails tell, in turn."""
    ways = ("A device was added", "A chat was added", "A private feed")
    return [way for mail in mailoutbox for way in ways if way in mail.body]


def test_whoever_has_a_new_way_to_be_told_hears_of_it_by_mail_once(mailoutbox: list[EmailMessage]) -> None:
    person, now = factories.make_user(), timezone.now()
    for name in ("Phone", "My phone"):
        own_channels.add_device(subscription=PHONE, name=name, by=person, at=now)
    chat = own_channels.add_chat(address=NTFY, name="Chat", by=person, at=now)
    assert len(mailoutbox) == 1
    own_channels.confirm(own_channel=chat, code=chat.code, by=person, at=now)
    inbox.open_feed(by=person, at=now)
    assert told_of(mailoutbox) == ["A device was added", "A chat was added", "A private feed"]
    assert {mail.to[0] for mail in mailoutbox} == {person.email}


def test_whoever_comes_back_by_a_mailed_link_is_read_by_nobody_else(mailoutbox: list[EmailMessage]) -> None:
    person = factories.make_user()
    factories.make_chat(person)
    inbox.open_feed(by=person, at=timezone.now())
    client = Client()
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = next(word for word in mailoutbox[-1].body.split() if "/reset/key/" in word)
    page = client.get(urlsplit(link).path, follow=True)
    password = "four unrelated words again"
    client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})
    person.refresh_from_db()
    assert person.check_password(password)
    assert not OwnChannel.objects.exists() and not InboxFeed.objects.exists()


def test_without_a_script_nothing_is_set_up_and_the_page_says_why(signed_in: SignIn) -> None:
    page = signed_in(factories.make_user()).post(reverse(DEVICE), {"name": "Phone", "subscription": ""})
    assert "need JavaScript" in page.text and not OwnChannel.objects.exists()


def test_a_device_on_a_private_network_is_refused(signed_in: SignIn) -> None:
    inside = Device("https://10.0.0.5/push")
    page = signed_in(factories.make_user()).post(reverse(DEVICE), {"name": "x", "subscription": inside.subscription})
    assert "inside a private network" in page.text and not OwnChannel.objects.exists()


def test_a_chat_is_in_use_once_its_code_is_typed(signed_in: SignIn) -> None:
    client = signed_in(factories.make_user())
    answer = client.post(reverse(CHAT), {"name": "Chat", "address": NTFY})
    chat = OwnChannel.objects.get()
    assert answer["Location"] == at("confirm", chat) and chat not in OwnChannel.objects.in_use()
    assert chat.test_wanted_at
    client.post(at("confirm", chat), {"code": chat.code})
    assert chat in OwnChannel.objects.in_use()


def test_a_wrong_code_opens_nothing_and_guessing_ends(signed_in: SignIn) -> None:
    person = factories.make_user()
    chat, client = factories.make_chat(person, code="123456"), signed_in(person)
    assert "not the code" in client.post(at("confirm", chat), {"code": "654321"}).text
    answers = [client.post(at("confirm", chat), {"code": f"{number:06}"}).status_code for number in range(10)]
    assert answers[-1] == 429
    assert client.post(at("confirm", chat), {"code": "123456"}).status_code == 429
    assert not OwnChannel.objects.in_use().exists()


def test_the_code_stands_on_no_page_and_in_no_export(signed_in: SignIn) -> None:
    person = factories.make_user()
    chat, client = factories.make_chat(person, code="739184"), signed_in(person)
    pages = [reverse(LIST), at("confirm", chat), reverse("unions:account-held"), reverse("unions:account-export")]
    for page in pages:
        answer = client.get(page)
        text = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200 and b"739184" not in text and b"ntfy.example.org" not in text


@pytest.mark.parametrize(
    ("address", "words"), [("exec://id", "No chat that we know"), (NTFY + "?a=b", "question mark")]
)
def test_what_is_no_chat_is_refused_beside_its_field(signed_in: SignIn, address: str, words: str) -> None:
    page = signed_in(factories.make_user()).post(reverse(CHAT), {"name": "Chat", "address": address})
    assert words in page.text and not OwnChannel.objects.exists()


def test_nobody_sends_codes_without_end(signed_in: SignIn) -> None:
    person = factories.make_user()
    chat, client = factories.make_chat(person, code="123456"), signed_in(person)
    answers = [client.post(at("test", chat)).status_code for _number in range(11)]
    assert answers == [302] * 10 + [429]


def test_there_may_be_ten_and_no_more() -> None:
    person = factories.make_user()
    for _number in range(own_channels.MOST):
        factories.make_chat(person)
    with pytest.raises(Refused, match="as many devices and chats"):
        own_channels.add_chat(address=NTFY, name="One more", by=person, at=timezone.now())


@pytest.mark.parametrize("name", [DEVICE, CHAT])
def test_setting_up_wants_a_fresh_sign_in(signed_in: SignIn, name: str) -> None:
    client = signed_in(factories.make_user())
    session = client.session
    session["signed_in_at"] = time.time() - 3600
    session.save()
    given = {"name": "x", "address": NTFY, "subscription": device().subscription}
    for answer in (client.get(reverse(name)), client.post(reverse(name), given)):
        assert answer.status_code == 302 and "reauthenticate" in answer["Location"]
    assert not OwnChannel.objects.exists()


@pytest.mark.parametrize("name", ["confirm", "rename", "test", "remove"])
def test_those_of_others_are_nothing(signed_in: SignIn, name: str) -> None:
    chat, client = factories.make_chat(factories.make_user(), code="123456"), signed_in(factories.make_user())
    answer = client.post(at(name, chat), {"code": "123456", "name": "Mine"})
    chat.refresh_from_db()
    assert answer.status_code == 404 and (chat.code, chat.name, chat.test_wanted_at) == ("123456", "Chat", None)


def test_it_can_be_renamed_and_removed(signed_in: SignIn) -> None:
    person = factories.make_user()
    chat, client = factories.make_chat(person), signed_in(person)
    client.post(at("rename", chat), {"name": "Strike committee"})
    assert "Strike committee" in client.get(reverse(LIST)).text
    assert client.get(at("remove", chat)).status_code == 200 and OwnChannel.objects.exists()
    client.post(at("remove", chat))
    assert not OwnChannel.objects.exists()


def test_who_lost_one_is_told_inside_the_portal(signed_in: SignIn) -> None:
    person = factories.make_user()
    chat, client = factories.make_chat(person), signed_in(person)
    assert "takes no messages any more" not in client.get(reverse("unions:account")).text
    own_channels.suspend(own_channel=chat, trouble="gone", at=timezone.now())
    assert "takes no messages any more" in client.get(reverse("unions:account")).text
    page = client.get(reverse(LIST)).text
    assert "nothing is sent here" in page and "It is gone" in page


def test_a_test_can_be_asked_for(signed_in: SignIn) -> None:
    person = factories.make_user()
    chat, client = factories.make_chat(person), signed_in(person)
    page = client.post(at("test", chat), follow=True).text
    assert "A test is on its way" in page and OwnChannel.objects.get().test_wanted_at


def test_the_worker_is_a_script_at_the_root_for_everybody() -> None:
    answer = Client().get("/push-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "showNotification" in answer.text and "no-cache" in answer["Cache-Control"]
    assert "connect-src 'self'" in answer["Content-Security-Policy"]


def test_the_page_of_a_device_asks_nothing_by_itself(signed_in: SignIn) -> None:
    page = signed_in(factories.make_user()).get(reverse(DEVICE)).text
    assert 'data-worker="/push-worker.js"' in page and "needs JavaScript" in page
    assert "js/push.js" not in signed_in(factories.make_user()).get(reverse(LIST)).text


def test_chats_that_nobody_confirmed_are_forgotten_after_a_week() -> None:
    person = factories.make_user()
    kept, waiting = factories.make_chat(person), factories.make_chat(person, code="123456")
    retention.run(waiting.made_at + timedelta(days=6))
    assert OwnChannel.objects.count() == 2
    retention.run(waiting.made_at + timedelta(days=8))
    assert OwnChannel.objects.get() == kept


def test_who_erases_their_account_leaves_no_device() -> None:
    person = factories.make_user()
    factories.make_chat(person)
    users.erase(by=person, at=timezone.now())
    assert not OwnChannel.objects.exists()
