"""What became of a message to one device or chat."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from unions.choices import ChannelTrouble


class Outcome(Enum):
    """What became of it."""

    SENT = "sent"
    LATER = "later"  # not taken for now
    GONE = "gone"  # this address takes nothing any more
    UNCERTAIN = "uncertain"  # it left, and no answer came


@dataclass(frozen=True)
class Handed:
    """The outcome, why where it is no good one, and how long the service wants to be left alone."""

    outcome: Outcome
    trouble: ChannelTrouble | None = None
    wait: timedelta = timedelta(0)


SENT = Handed(Outcome.SENT)
UNCERTAIN = Handed(Outcome.UNCERTAIN, ChannelTrouble.UNREACHABLE)
UNREACHABLE = Handed(Outcome.LATER, ChannelTrouble.UNREACHABLE)
NOT_PUBLIC = Handed(Outcome.GONE, ChannelTrouble.NOT_PUBLIC)
