"""Consent: the words that people read, and that they agreed to them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from unions.choices import ConsentPurpose
from unions.models import Consent, User

WORDING = {
    ConsentPurpose.ACCOUNT: _(
        "I agree that this portal holds my handle, my language and, if I give one, my e-mail address, so that I can"
        " sign in and be answered. I can export or erase all of it at any time."
    ),
    ConsentPurpose.MEMBERSHIP: _(
        "I agree that this portal records that I belong to this organisation, so that I may read and do what its"
        " people may. Nobody but its admins sees it, and I can leave at any time."
    ),
    ConsentPurpose.ALERTS: _(
        "I agree to be told by mail about requests that match what I follow. Every mail has a link to stop it."
    ),
}


def wording(purpose: ConsentPurpose, language: str | None = None) -> str:
    """Return the words of a consent, in the reader's language or in the one given."""
    if language is None:
        return gettext(WORDING[purpose])
    with override(language):
        return gettext(WORDING[purpose])


@transaction.atomic
def give(*, by: User, purpose: ConsentPurpose, words: str, language: str, at: datetime) -> Consent:
    """Keep what a person agreed to; the same words again change nothing, other words replace the old consent."""
    in_force = by.consents.select_for_update().filter(purpose=purpose, withdrawn_at__isnull=True).first()
    if in_force is not None and in_force.wording == words:
        return in_force
    withdraw(by=by, purpose=purpose, at=at)
    return by.consents.create(purpose=purpose, wording=words, language=language, given_at=at)


@transaction.atomic
def withdraw(*, by: User, purpose: ConsentPurpose, at: datetime) -> int:
    """Take a consent back; return how many were in force."""
    return by.consents.filter(purpose=purpose, withdrawn_at__isnull=True).update(withdrawn_at=at)
