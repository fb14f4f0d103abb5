"""Places on a need: how many are taken, counted where nobody can come in between.

Whoever changes a pledge locks its need first and the pledge second: two changes wait for each other in one order.
Ending a request locks its needs as well. A new pledge takes its place last, in one short statement, and then looks
whether the request still stands: either it comes before the end and is released with the others, or it finds the end.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from solidarity.choices import RequestState
from solidarity.models import Need, SolidarityRequest
from unions.audit import record
from unions.models import Organisation, Recipient, User
from unions.validators import Refused

PLEDGING_STATES = (RequestState.CHECKING, RequestState.OPEN)
logger = logging.getLogger(__name__)


class NotOpen(Refused):
    """The request takes no pledges now."""


class NoPlaceLeft(Refused):
    """The need has a ceiling and so much is no longer free."""


def take(need_id: int, quantity: int) -> None:
    """Take so much of a need in one guarded statement; raises NoPlaceLeft, or NotOpen where the request has ended.

    A request whose union was suspended takes none either.
    """
    free = Need.objects.filter(pk=need_id).with_place_for(quantity)
    has_place = free.update(taken=F("taken") + quantity)
    standing = SolidarityRequest.objects.filter(needs=need_id, organisation__in=Organisation.objects.members())
    if not standing.filter(state__in=PLEDGING_STATES).exists():
        raise NotOpen(_("This request takes no pledges now."))
    if not has_place:
        _refuse(need_id)


def give_back(need_id: int, quantity: int) -> None:
    """Give so much of a need back."""
    Need.objects.filter(pk=need_id).update(taken=Greatest(F("taken") - quantity, 0))


def lock(need_id: int) -> None:
    """Wait until nobody else changes a pledge on this need; new pledges may still come."""
    Need.objects.select_for_update(no_key=True).get(pk=need_id)


def lock_all(solidarity_request: SolidarityRequest) -> list[int]:
    """Wait until nobody else takes or gives back a place of a request; return the keys of its needs."""
    needs = Need.objects.select_for_update(no_key=True).filter(solidarity_request=solidarity_request)
    return list(needs.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def recount(*, need: Need, at: datetime, by: User | Recipient | None = None) -> bool:
    """Count one need anew and leave a line in the trail if the figure was wrong; return whether it was."""
    lock(need.pk)
    counted = Need.objects.with_counted().get(pk=need.pk)
    if counted.taken == counted.counted:
        return False
    logger.error("need_miscounted need=%s taken=%s counted=%s", need.pk, counted.taken, counted.counted)
    count_anew(Need.objects.filter(pk=need.pk))
    record(
        "need_recounted",
        need,
        by=by,
        at=at,
        from_state=str(counted.taken),
        to_state=str(counted.counted),
        reason="night",
    )
    return True


def count_anew(needs: QuerySet[Need]) -> None:
    """Set `taken` of needs that the caller has locked to what their pledges count."""
    for need in Need.objects.filter(pk__in=needs).with_counted():
        Need.objects.filter(pk=need.pk).update(taken=need.counted)


def _refuse(need_id: int) -> None:
    need = Need.objects.get(pk=need_id)
    left = max(need.quantity - need.taken, 0)
    if not left:
        raise NoPlaceLeft(_("Others were faster: all of it has been promised."), field="quantity")
    words = ngettext("Only %(count)s is left to promise.", "Only %(count)s are left to promise.", left)
    raise NoPlaceLeft(words % {"count": left}, field="quantity")
