"""Devices and chats: how people want to be reached beside mail."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from unions.audit import record
from unions.choices import Channel
from unions.mail.single import single_mail
from unions.models import OwnChannel, Recipient, User
from unions.validators import Refused, check_fields
from unions.waking import wake_by_name

MOST = 10  # of one person
CODE_DIGITS = 6


@transaction.atomic
def add_device(*, subscription: str, name: str, by: User, at: datetime) -> OwnChannel:
    """Send to a device that a browser handed over just now; the same device again replaces its row."""
    theirs = OwnChannel.objects.editable_by(by).filter(channel=Channel.PUSH)
    known = [each for each in theirs if each.address == subscription]
    for each in known:
        each.delete()
    device = _add(Channel.PUSH, subscription, name, by, at)
    if not known:
        tell_of_new_way(person=by, way="device")
    return device


@transaction.atomic
def add_chat(*, address: str, name: str, by: User, at: datetime) -> OwnChannel:
    """Note a chat and send a code there; nothing else goes there before its owner has typed the code."""
    chat = _add(Channel.CHAT, address, name, by, at)
    chat.code = _fresh_code()
    chat.save(update_fields=["code"])
    ask_for_test(own_channel=chat, by=by, at=at)
    return chat


@transaction.atomic
def confirm(*, own_channel: OwnChannel, code: str, by: User, at: datetime) -> None:
    """Use a chat from now on. Raises Refused where the code is not the one that was sent there."""
    if own_channel.is_confirmed:
        return
    if not constant_time_compare(own_channel.code, code):
        raise Refused(_("This is not the code that was sent to the chat."), field="code")
    own_channel.code = ""
    own_channel.save(update_fields=["code"])
    record("own_channel.confirmed", own_channel, by=by, at=at)
    tell_of_new_way(person=by, way="chat")


@transaction.atomic
def rename(*, own_channel: OwnChannel, name: str, by: User, at: datetime) -> None:
    """Call it something else."""
    own_channel.name = name
    check_fields(own_channel, ["name"])
    own_channel.save(update_fields=["name"])


@transaction.atomic
def ask_for_test(*, own_channel: OwnChannel, by: User, at: datetime) -> None:
    """Have a test sent; it also tells whether one that was suspended takes messages again."""
    OwnChannel.objects.filter(pk=own_channel.pk).update(test_wanted_at=at, trouble="")
    transaction.on_commit(lambda: wake_by_name("solidarity.alerts.tasks.send_tests"))


@transaction.atomic
def remove(*, own_channel: OwnChannel, by: User, at: datetime) -> None:
    """Send nothing there any more, and forget it."""
    record("own_channel.removed", own_channel, by=by, at=at, reason=own_channel.channel)
    own_channel.delete()


@transaction.atomic
def claim_test() -> OwnChannel | None:
    """Take a test that waits, so that nobody else sends it."""
    waiting = OwnChannel.objects.select_for_update(skip_locked=True).filter(test_wanted_at__isnull=False)
    own_channel: OwnChannel | None = waiting.order_by("test_wanted_at", "pk").first()
    if own_channel is not None:
        OwnChannel.objects.filter(pk=own_channel.pk).update(test_wanted_at=None)
    return own_channel


@transaction.atomic
def test_arrived(*, own_channel: OwnChannel, at: datetime) -> None:
    """Use it again, where it was suspended."""
    suspended = OwnChannel.objects.filter(pk=own_channel.pk, suspended_at__isnull=False)
    if suspended.update(suspended_at=None):
        record("own_channel.reached_again", own_channel, by=None, at=at)
    note(own_channel=own_channel, trouble="")


def note(*, own_channel: OwnChannel, trouble: str) -> None:
    """Keep what became of the last message, for its owner."""
    if own_channel.trouble != trouble:
        OwnChannel.objects.filter(pk=own_channel.pk).update(trouble=trouble)


@transaction.atomic
def suspend(*, own_channel: OwnChannel, trouble: str, at: datetime) -> None:
    """Send nothing more to what takes nothing; its owner sees it in the portal. Twice does no harm."""
    in_use = OwnChannel.objects.filter(pk=own_channel.pk, suspended_at__isnull=True)
    if in_use.update(suspended_at=at, trouble=trouble):
        record("own_channel.suspended", own_channel, by=None, at=at, reason=trouble)


def tell_of_new_way(*, person: User, way: str) -> None:
    """Write to somebody that a device, a chat or a feed reads what they are told: it may not have been theirs."""
    if person.email:
        with translation.override(person.ui_language):
            url = settings.SITE_URL + reverse("unions:alert-preferences")
        context = {"way": way, "page_url": url}
        single_mail("emails/way_added", to=person.email, language=person.ui_language, context=context).send()


def _add(channel: Channel, address: str, name: str, by: User, at: datetime) -> OwnChannel:
    recipient = Recipient.objects.select_for_update().get(user=by)
    if recipient.own_channels.count() >= MOST:
        raise Refused(_("You have set up as many devices and chats as there may be. Remove one first."))
    own_channel = OwnChannel(recipient=recipient, channel=channel, name=name, address=address, made_at=at)
    check_fields(own_channel, ["name"])
    own_channel.save(force_insert=True)
    record("own_channel.added", own_channel, by=by, at=at, reason=channel.value)
    return own_channel


def _fresh_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
