"""What other pages show of requests: cards, panels of the pages below, sections of the desk."""

from solidarity.panels.alert_runs import run_row, run_rows
from solidarity.panels.cards import amount_in_words, cards_of, need_names, needs_in_words
from solidarity.panels.desk import review_rows
from solidarity.panels.digests import next_digest
from solidarity.panels.profiles import (
    campaigns_of,
    help_of_organisation,
    requests_in_directory,
    requests_of_organisation,
)

__all__ = [
    "amount_in_words",
    "campaigns_of",
    "cards_of",
    "help_of_organisation",
    "need_names",
    "needs_in_words",
    "next_digest",
    "requests_in_directory",
    "requests_of_organisation",
    "review_rows",
    "run_row",
    "run_rows",
]
