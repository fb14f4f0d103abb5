"""What the ground floor holds of people: why, how long, and what happens then."""

from unions.retention.night import (
    DEAD_INVITATIONS,
    DEAD_RECOVERIES,
    ENDED_MEMBERSHIPS,
    FAILED_MAILS,
    HIDDEN_TEXTS,
    NIGHTLY,
    REPORTS,
    TRAIL,
    run,
)
from unions.retention.people import (
    end_what_others_may_read_by,
    forget_everything_about,
    what_we_hold,
    when_erased,
    when_handed_back,
)
from unions.retention.rule import NOBODY, Clock, Rule
from unions.retention.rules import ONESELF, RULES

__all__ = [
    "DEAD_INVITATIONS",
    "DEAD_RECOVERIES",
    "ENDED_MEMBERSHIPS",
    "FAILED_MAILS",
    "HIDDEN_TEXTS",
    "NIGHTLY",
    "NOBODY",
    "ONESELF",
    "REPORTS",
    "RULES",
    "TRAIL",
    "Clock",
    "Rule",
    "end_what_others_may_read_by",
    "forget_everything_about",
    "run",
    "what_we_hold",
    "when_erased",
    "when_handed_back",
]
