"""Chats of people at servers of the loopback, as addresses that the portal takes."""

from solidarity.alerts.models import AlertDelivery
from tests import factories
from tests.alerts.outside import Outside
from unions.choices import Channel
from unions.models import OwnChannel, User

BOT, CHAT_NUMBER = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw4", 987654
OURS, THEIRS = "+441632960000", "+441632960999"
PLACES = {
    "ntfy": "ntfy://{place}/topic",
    "gotify": "gotify://{place}/AppToken123456",
    "matrix": "matrix://syt_token@{place}/!room:localhost",
    "signal": f"signal://ana:secret@{{place}}/{OURS}/{THEIRS}",
    "telegram": f"tgram://{BOT}/{CHAT_NUMBER}",
}


def chat_of(user: User, outside: Outside, service: str = "ntfy") -> OwnChannel:
    """Give a person a chat on the server of this test."""
    return factories.make_chat(user, address=PLACES[service].format(place=outside.place))


def row() -> AlertDelivery:
    """Return the only copy by chat."""
    return AlertDelivery.objects.get(channel=Channel.CHAT)
