"""What a campaign demands: added and changed by its convenors; changed words must be accepted anew."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from campaigns.actions.campaigns import locked
from campaigns.choices import RUNNING_STATES, CampaignState, DemandStatus
from campaigns.models import Campaign, Demand, DemandAdoption
from unions.audit import record
from unions.models import Organisation, User
from unions.validators import Refused, check_fields

EDITABLE_STATES = (CampaignState.DRAFT, *RUNNING_STATES)


class NoWords(Refused):
    """A demand without words."""


@transaction.atomic
def add(*, by: User, at: datetime, campaign: Campaign, text: str, language: str, addressed_to: str = "") -> Demand:
    """Add a demand; the convenors that this person speaks for accept it at once. Raises Refused."""
    held = locked(campaign, *EDITABLE_STATES)
    last = held.demands.aggregate(last=Max("position"))["last"]
    demand = Demand(campaign=held, position=0 if last is None else last + 1)
    _write(demand, text, language, addressed_to, at)
    _accept_as_convenor(demand, by=by, at=at)
    record("demand_added", demand, by=by, at=at, to_state=demand.status)
    return demand


@transaction.atomic
def change(
    *, by: User, at: datetime, demand: Demand, text: str, language: str, addressed_to: str = "", status: str = ""
) -> Demand:
    """Change its words, or say where it stands. Other words than before take back every acceptance. Raises Refused."""
    locked(demand.campaign, *EDITABLE_STATES)
    kept = Demand.objects.select_for_update().get(pk=demand.pk)
    words, before = (kept.text, kept.language, kept.addressed_to), kept.status
    kept.status = status or kept.status
    _write(kept, text, language, addressed_to, at)
    is_reworded = words != (kept.text, kept.language, kept.addressed_to)
    if is_reworded:
        kept.adoptions.all().delete()
        _accept_as_convenor(kept, by=by, at=at)
    reason = "reworded" if is_reworded else ""
    record("demand_changed", kept, by=by, at=at, from_state=before, to_state=kept.status, reason=reason)
    return kept


def _write(demand: Demand, text: str, language: str, addressed_to: str, at: datetime) -> None:
    if not text.strip():
        raise NoWords(_("Say what is demanded."), field="text")
    demand.text, demand.language, demand.addressed_to = text.strip(), language, addressed_to.strip()
    demand.changed_at = at
    check_fields(demand, ["text", "language", "addressed_to", "status"])
    demand.save()


def _accept_as_convenor(demand: Demand, *, by: User, at: datetime) -> None:
    if demand.status == DemandStatus.WITHDRAWN:
        return
    convenors = demand.campaign.coalition.convenors().values("organisation")
    own = Organisation.objects.staffed_by(by).filter(pk__in=convenors)
    DemandAdoption.objects.bulk_create(
        DemandAdoption(demand=demand, organisation=each, adopted_by=by, adopted_at=at) for each in own
    )
