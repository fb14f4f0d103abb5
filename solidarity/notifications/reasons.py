"""Why a mail reached its reader, in words."""

from django.utils.translation import gettext_lazy as _

from solidarity.choices import Why

REVIEWS = "reviews"
WAS_TOLD = "was_told"
VOUCHED = "vouched"

WORDS = dict(Why.choices) | {
    REVIEWS: _("You review requests for the network"),
    WAS_TOLD: _("You were told about this request"),
    VOUCHED: _("Your union vouched for the one that asks"),
}


def in_words(code: str) -> str:
    """Return the sentence of a reason in the active language; nothing for a code that no longer exists."""
    return str(WORDS.get(code, ""))
