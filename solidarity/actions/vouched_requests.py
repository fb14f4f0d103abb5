"""Requests of provisional unions: put to the unions that vouched for them, published or sent back by one of these."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from solidarity.actions import drafts, solidarity_requests
from solidarity.models import SolidarityRequest
from unions.announcements import announce_again
from unions.audit import record
from unions.choices import OrganisationState
from unions.models import Organisation, User, Vouch
from unions.validators import Refused, check_fields


class NotWaiting(Refused):
    """The draft was changed, taken back, published or sent back since it was looked at."""

    def __init__(self) -> None:
        super().__init__(_("This draft has changed since you opened the page, or it no longer waits."))


@transaction.atomic
def put(
    *, by: User, at: datetime, solidarity_request: SolidarityRequest, organisations: Sequence[Organisation]
) -> SolidarityRequest:
    """Ask the unions that vouched for this provisional one to publish its draft to these unions.

    Any later change takes the draft back. Raises Refused unless the draft is whole, somebody is asked, and a union
    stands with its word.
    """
    drafts.choose(by=by, at=at, solidarity_request=solidarity_request, organisations=organisations)
    draft = drafts.locked(solidarity_request)
    _check(draft, at)
    if not organisations:
        raise Refused(_("Choose at least one union to ask."), field="organisations")
    draft.put_to_vouchers_at, draft.voucher_remark = at, ""
    draft.save(update_fields=["put_to_vouchers_at", "voucher_remark"])
    record("request_put_to_vouchers", draft, by=by, at=at, from_state=draft.state, to_state=draft.state)
    announce_again("publishing_wanted", draft, by=by, at=at, is_urgent=draft.is_life_or_liberty)
    return draft


@transaction.atomic
def publish(
    *, by: User, at: datetime, solidarity_request: SolidarityRequest, through: Organisation, seen_at: datetime
) -> SolidarityRequest:
    """Publish it as it was put at `seen_at`, for a union that one's own vouched for. Raises NotWaiting or Refused."""
    draft = _waiting(solidarity_request, seen_at)
    asked = [each.organisation for each in draft.addressees.select_related("organisation").order_by("pk")]
    published = solidarity_requests.publish(
        by=by, at=at, solidarity_request=draft, organisations=asked, through=through
    )
    announce_again("publishing_answered", published, by=by, at=at)
    return published


@transaction.atomic
def send_back(
    *, by: User, at: datetime, solidarity_request: SolidarityRequest, remark: str, seen_at: datetime
) -> SolidarityRequest:
    """Say what is to be changed first; the draft is its union's own again. Raises NotWaiting, Refused."""
    draft = _waiting(solidarity_request, seen_at)
    if not remark.strip():
        raise Refused(_("Say what is to be changed."), field="remark")
    draft.voucher_remark, draft.put_to_vouchers_at = remark.strip(), None
    check_fields(draft, ["voucher_remark"])
    draft.save(update_fields=["voucher_remark", "put_to_vouchers_at"])
    record("request_sent_back_by_voucher", draft, by=by, at=at, from_state=draft.state, to_state=draft.state)
    announce_again("publishing_answered", draft, by=by, at=at)
    return draft


def _check(draft: SolidarityRequest, at: datetime) -> None:
    if draft.organisation.state != OrganisationState.PROVISIONAL:
        raise Refused(_("Your union publishes its requests itself."))
    for refusal in drafts.missing(draft, at.date()):
        raise refusal
    if not Vouch.objects.in_force().filter(organisation=draft.organisation).exists():
        raise Refused(_("No member union stands with its word for yours at the moment. Please write to the network."))


def _waiting(solidarity_request: SolidarityRequest, seen_at: datetime) -> SolidarityRequest:
    draft = drafts.locked(solidarity_request)
    if draft.put_to_vouchers_at is None or draft.put_to_vouchers_at != seen_at:
        raise NotWaiting
    return draft
