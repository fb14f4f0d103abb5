"""A union that was suspended, and an admin who waits to be confirmed: so that the desk is not empty."""

from solidarity.management.demonstration.telling import Network
from unions.actions import duties, organisations, suspensions
from unions.choices import NetworkRoleKind, OrganisationState, SuspensionReason

NAME = "Association of Crane Drivers (made up)"


def suspended(network: Network) -> None:
    """Suspend a made-up union while a complaint about it is looked into."""
    by = network.people["mistral"]
    union = organisations.add(
        by=by, at=network.before(days=40), name=NAME, country="NL", state=OrganisationState.APPROVED, languages=["en"]
    )
    suspensions.suspend(
        organisation=union,
        by=by,
        at=network.before(days=2),
        reason=SuspensionReason.NOT_INDEPENDENT,
        words="Two unions write that the port company pays its office. We asked for its accounts.",
    )


def proposed(network: Network) -> None:
    """Propose another network admin."""
    duties.appoint(
        handle="kestrel", kind=NetworkRoleKind.NETWORK_ADMIN, by=network.people["mistral"], at=network.before(hours=5)
    )
