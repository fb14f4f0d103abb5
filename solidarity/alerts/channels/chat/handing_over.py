"""One message in one chat."""

import logging
import time
from typing import Any

from apprise.common import NotifyFormat
from apprise.conversion import convert_between

from solidarity.alerts.channels.outcomes import NOT_PUBLIC, SENT, UNCERTAIN, UNREACHABLE, Handed, Outcome
from solidarity.alerts.channels.words import Words
from unions.choices import ChannelTrouble
from unions.reach import Unusable, chats, trip

PATIENCE = 4.0  # seconds, for each answer: as long as the library waits
REFUSED = Handed(Outcome.LATER, ChannelTrouble.REFUSED)

logger = logging.getLogger(__name__)


def hand_over(address: str, words: Words) -> Handed:
    """Hand one message over to one chat. The library says yes or no and no more: a no may be over later."""
    try:
        chat = chats.opened(address)
    except Unusable:
        return Handed(Outcome.GONE, ChannelTrouble.REFUSED)
    with trip() as way:
        began = time.monotonic()
        try:
            is_taken = chat.notify(**_message(chat, words))
        except Exception as error:  # whatever it is, it says something of the address and is no reason to stop
            logger.warning("chat_failed error=%s", type(error).__name__)
            is_taken = False
    if is_taken:
        return SENT
    if way.met_inside:
        return NOT_PUBLIC
    if not way.has_left:
        return UNREACHABLE
    return UNCERTAIN if time.monotonic() - began >= PATIENCE else REFUSED


def _message(chat: Any, words: Words) -> dict[str, Any]:
    """Return the message in the form that the service reads.

    Left to itself, the library would hand plain text to Telegram as HTML, and a name could hold a link of its own.
    """
    form = chat.resolve_format(NotifyFormat.TEXT)
    body = convert_between(NotifyFormat.TEXT, form, _text(words))  # type: ignore[no-untyped-call]
    return {"body": body, "body_format": form}


def _text(words: Words) -> str:
    """The line and the link; a name with an @ must call nobody."""
    return f"{words.title.replace('@', '＠')}\n{words.url}"
