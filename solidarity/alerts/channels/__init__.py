"""The ways of one's own: each folder hands words over to one kind of place, and all do it alike.

A folder has `sending.py` with `send(batch)`, which the engine calls, and `handing_over.py` with
`hand_over(address, words)`, which says what became of it.
"""

from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string

from unions.choices import Channel

OWN_CHANNELS = (Channel.PUSH, Channel.CHAT)


def sender_of(channel: Channel) -> Callable[..., None]:
    """Return `send` of a channel; loaded when it is first needed, as the libraries behind it are large."""
    return _of(channel, "sending.send")


def hand_over_of(channel: Channel) -> Callable[..., Any]:
    """Return `hand_over` of a channel."""
    return _of(channel, "handing_over.hand_over")


def _of(channel: Channel, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = import_string(f"{__name__}.{channel}.{name}")
    return found
