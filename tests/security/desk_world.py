"""What the pages of the desk may be asked for: somebody's duty, and a proposal that waits."""

from typing import TYPE_CHECKING

from tests import factories
from unions.choices import NetworkRoleKind
from unions.models import DutyProposal

if TYPE_CHECKING:
    from tests.security.world import World


def places(world: "World") -> dict[str, str]:
    """Return the ids that stand in addresses of the desk."""
    proposer, serving = (factories.make_staff(factories.make_organisation()) for _ in range(2))
    factories.give_duty(proposer, NetworkRoleKind.NETWORK_ADMIN)
    factories.give_duty(serving)
    proposed = factories.make_staff(world.asked)
    proposal = DutyProposal.objects.create(user=proposed, proposed_by=proposer, proposed_at=factories.NOW)
    return {"serving": serving.public_id, "proposal": proposal.public_id}
