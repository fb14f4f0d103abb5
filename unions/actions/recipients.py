"""Whether mail reaches a recipient."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from unions.actions import unsubscriptions
from unions.audit import record
from unions.choices import LostBy
from unions.mail.addresses import Unsendable, envelope_address
from unions.mail.reaching import reaching_url
from unions.mail.single import single_mail
from unions.models import Recipient, User

COMPLAINED = LostBy.COMPLAINT.value


@transaction.atomic
def suspend(*, recipient: Recipient, reason: str, at: datetime, sent_to: str = "") -> None:
    """Write nothing more to an address that takes no mail, until somebody confirms one; twice does no harm.

    A complaint counts more than a mail that came back: by the link after it what it ended can be wanted again. Whoever
    has another address by now than that to which was written is not suspended.
    """
    if sent_to and sent_to != _address_now(recipient):
        return
    is_new = Q(suspended_at__isnull=True)
    if reason == COMPLAINED:
        is_new |= ~Q(suspended_reason=COMPLAINED)
    reached = Recipient.objects.filter(is_new, pk=recipient.pk)
    if reached.update(suspended_at=at, suspended_reason=reason):
        record("recipient.suspended", recipient, by=None, at=at, reason=reason)


def _address_now(recipient: Recipient) -> str:
    now = Recipient.objects.select_related("user").select_for_update(of=("self",)).get(pk=recipient.pk)
    try:
        return envelope_address(now.address)
    except Unsendable:
        return ""


@transaction.atomic
def lift_suspension(*, recipient: Recipient, at: datetime, was_a_mistake: bool = False) -> None:
    """Write again to a recipient whose address has shown that it takes mail; twice does no harm.

    Who says that it was a mistake to report a mail as a nuisance wants again what that ended.
    """
    held = Recipient.objects.select_for_update().get(pk=recipient.pk)
    for kind in ended_by_complaint(held) if was_a_mistake else []:
        unsubscriptions.resubscribe_alone(recipient=held, kind=kind, by=held, at=at)
    Recipient.objects.filter(pk=recipient.pk).update(reached_at=at)
    suspended = Recipient.objects.filter(pk=recipient.pk, suspended_at__isnull=False)
    if suspended.update(suspended_at=None, suspended_reason=""):
        record("recipient.reached_again", recipient, by=recipient, at=at)


def ended_by_complaint(recipient: Recipient) -> list[str]:
    """Return the kinds that ended when a mail was reported as a nuisance, or since; none for who did not do that."""
    if recipient.suspended_reason != COMPLAINED:
        return []
    since = recipient.unsubscriptions.filter(at__gte=recipient.suspended_at)
    return list(since.order_by("kind").values_list("kind", flat=True))


@transaction.atomic
def ask_again(*, recipient: Recipient, by: User, at: datetime) -> bool:
    """Send a suspended recipient the link that ends the suspension, nothing to anybody else; say whether it was sent.

    A person asks for it themself; for an office, who looks after its organisation. In safe mode the mail to an office
    does not say whose it is.
    """
    suspended = Recipient.objects.filter(pk=recipient.pk, suspended_at__isnull=False)
    if not recipient.address or not suspended.exists():
        return False
    with translation.override(recipient.language):
        words = {"url": reaching_url(recipient)}
    stem, office_of = "emails/address_again", recipient.organisation
    if office_of is not None:
        stem, words["organisation"] = "emails/office_again", "" if office_of.safe_mode else office_of.name
    record("recipient.asked_again", recipient, by=by, at=at)
    single_mail(stem, to=recipient.address, language=recipient.language, context=words).send()
    return True
