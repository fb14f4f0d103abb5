"""What tests of pledges and deliveries share: needs, promises, help on its way."""

from datetime import timedelta
from typing import Any

from solidarity.actions import pledges
from solidarity.models import Delivery, Need
from tests import factories
from tests.factories import NOW

LATER = NOW + timedelta(hours=1)


def make_pledge(need: Need | None = None, **options: Any) -> Any:
    """A pledge of two letters by a person, unless said otherwise."""
    need = need or factories.make_request().needs.get()
    defaults: dict[str, Any] = {
        "need": need,
        "quantity": 2,
        "by": options.pop("by", None) or factories.make_user(),
        "at": NOW,
    }
    return pledges.make(**(defaults | options))


def heavy_need(**fields: Any) -> Need:
    """A need of ten hours, which is no light kind."""
    kind = factories.make_need_kind("legal_aid", is_light=False, unit="hours")
    return factories.make_need(factories.make_request(), kind=kind, **fields)


def delivered(need: Need, quantity: int) -> Delivery:
    """Help that a person has delivered."""
    pledge = make_pledge(need, quantity=quantity)
    pledges.mark_delivered(pledge=pledge, by=pledge.user, at=LATER)
    return pledge.deliveries.get()
