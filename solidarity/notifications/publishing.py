"""News between a provisional union and those that vouched for it: a draft waits, is published or comes back.

A draft is nobody else's yet, so these mails say only that something waits.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from solidarity.choices import RequestState, Why
from solidarity.models import SolidarityRequest
from solidarity.notifications import groups, reasons
from solidarity.notifications.links import link
from solidarity.querysets.solidarity_request import PUBLISHED_STATES
from unions.announcements import KindOfNews, Variant
from unions.choices import Grade, OrganisationState
from unions.models import Announcement, Membership, Recipient, Vouch
from unions.notifications.circles import because, staff_of


def vouchers(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the unions that stand with their word for the one whose draft waits, its own people apart."""
    draft = announcement.subject
    if not _waits(draft):
        return because(Recipient.objects.none(), "")
    standing = Vouch.objects.in_force().filter(organisation=draft.organisation_id).values("voucher")
    own = Membership.objects.verified().filter(user=OuterRef("user"), organisation=draft.organisation_id)
    concerned = staff_of(standing) & ~Exists(own) & ~Q(user=draft.made_by_id)
    return because(Recipient.objects.filter(concerned), reasons.VOUCHED)


def own_staff(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the union whose draft was published or sent back."""
    found = announcement.subject
    if found is None or found.state not in {RequestState.DRAFT, *PUBLISHED_STATES}:
        return because(Recipient.objects.none(), "")
    return because(Recipient.objects.filter(staff_of([found.organisation_id])), Why.ASKED.value)


def wanted_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the way to the draft."""
    return {"portal_url": link("request-publish-for", announcement.subject.public_id)}


def answered_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the way to the request, or to the draft with the remark."""
    return {"portal_url": link("request-manage", announcement.subject.public_id)}


def _waits(draft: SolidarityRequest | None) -> bool:
    return (
        draft is not None
        and draft.put_to_vouchers_at is not None
        and draft.organisation.state == OrganisationState.PROVISIONAL
    )


KINDS = [
    KindOfNews(
        name="publishing_wanted",
        label=gettext_lazy("A union that ours vouched for wants its request published"),
        group=groups.CALLS,
        audience=vouchers,
        grade=lambda announcement: Grade.NOTICE,
        context=wanted_context,
        notice="publishing_wanted",
        is_owed=True,
    ),
    KindOfNews(
        name="publishing_answered",
        label=gettext_lazy("Our request was published by the union that vouched for us, or came back"),
        group=groups.OWN_REQUESTS,
        audience=own_staff,
        grade=lambda announcement: Grade.NOTICE,
        context=answered_context,
        notice="publishing_answered",
        is_owed=True,
    ),
]
