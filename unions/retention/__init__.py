"""What the ground floor holds of people: why, how long, and what happens then."""

from unions.retention.night import (
    DEAD_INVITATIONS,
    ENDED_MEMBERSHIPS,
    FAILED_MAILS,
    NIGHTLY,
    TRAIL,
    run,
)
from unions.retention.people import forget_everything_about, what_we_hold, when_erased
from unions.retention.rule import Rule
from unions.retention.rules import RULES

__all__ = [
    "DEAD_INVITATIONS",
    "ENDED_MEMBERSHIPS",
    "FAILED_MAILS",
    "NIGHTLY",
    "RULES",
    "TRAIL",
    "Rule",
    "forget_everything_about",
    "run",
    "what_we_hold",
    "when_erased",
]
