"""Who reads: what a person is in the network, taken from the tables and not from the portal's own questions."""

from dataclasses import dataclass
from typing import Any

from unions.choices import STAFF_ROLES, MembershipState, OrganisationState, Role
from unions.models import Membership, Organisation, User

ADMITTED = (OrganisationState.APPROVED, OrganisationState.PROVISIONAL)


@dataclass(frozen=True)
class Person:
    """A reader: of which unions, in which of them staff or admin, with which duties."""

    name: str
    pk: int = 0
    unions: frozenset[int] = frozenset()
    staffed: frozenset[int] = frozenset()
    led: frozenset[int] = frozenset()
    translated: frozenset[int] = frozenset()
    duties: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    applications: frozenset[int] = frozenset()  # of which they hold the link
    reads_trail: bool = False
    is_network: bool = False
    safe_mode: bool = False

    def has(self, *duties: str) -> bool:
        """Whether one of these duties is theirs."""
        return bool(self.duties & set(duties))


STRANGER = Person("a stranger")


def person(user: Any, name: str = "") -> Person:
    """Return what the tables say of this user."""
    if not getattr(user, "pk", None):
        return STRANGER
    roles = Membership.objects.filter(user=user, state=MembershipState.VERIFIED).select_related("organisation")
    own = [(each.organisation, each.role) for each in roles]
    admitted = [(union, role) for union, role in own if union.state in ADMITTED]
    return Person(
        name or user.handle,
        user.pk,
        unions=_keys(own),
        staffed=_keys(admitted, *STAFF_ROLES),
        led=_keys(own, Role.UNION_ADMIN),
        translated=_keys(admitted, Role.TRANSLATOR),
        duties=frozenset(User.objects.get(pk=user.pk).network_roles.in_force().values_list("kind", flat=True)),
        countries=frozenset(union.country for union, _role in own),
        is_network=bool(admitted),
        safe_mode=user.safe_mode,
    )


def _keys(own: list[tuple[Organisation, str]], *roles: str) -> frozenset[int]:
    return frozenset(union.pk for union, role in own if not roles or role in roles)
