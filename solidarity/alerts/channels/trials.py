"""Tests that people ask for: of a device, or of a chat that waits for its code."""

import logging

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from solidarity.alerts.channels import hand_over_of
from solidarity.alerts.channels.outcomes import Outcome
from solidarity.alerts.channels.words import Words, tag
from solidarity.alerts.variants import told_in
from unions.actions import own_channels
from unions.choices import Channel
from unions.models import OwnChannel

logger = logging.getLogger(__name__)


def send_tests() -> None:
    """Send the tests that wait, each once: who misses one asks again."""
    while own_channel := own_channels.claim_test():
        handed = hand_over_of(Channel(own_channel.channel))(own_channel.address, _words(own_channel))
        logger.info("own_channel_tested own_channel=%s outcome=%s", own_channel.pk, handed.outcome.value)
        if handed.outcome == Outcome.SENT:
            own_channels.test_arrived(own_channel=own_channel, at=timezone.now())
        elif handed.outcome == Outcome.GONE and own_channel.is_confirmed:
            own_channels.suspend(own_channel=own_channel, trouble=handed.trouble, at=timezone.now())
        else:
            own_channels.note(own_channel=own_channel, trouble=handed.trouble)


def _words(own_channel: OwnChannel) -> Words:
    language = told_in(own_channel.recipient)
    with translation.override(language):
        return Words(_title(own_channel), settings.SITE_URL, language, tag=tag("test", own_channel.pk))


def _title(own_channel: OwnChannel) -> str:
    if own_channel.is_confirmed:
        return _("A test from %(site)s: it arrived.") % {"site": settings.SITE_NAME}
    words = _("Your code for %(site)s is %(code)s. If you did not ask for it, somebody typed this address by mistake.")
    return words % {"site": settings.SITE_NAME, "code": own_channel.code}
