"""The family of an employer as a tree: who owns it, what it owns, and the unions and sites of each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from unions.models import Employer, OwnershipLink, Recognition, Worksite

MOST_TIES = 200  # of a family in one direction; larger ones are cut
MOST_SITES = 200


@dataclass
class Branch:
    """One employer of a family, how it hangs on the one above it in the tree, its unions and its own branches."""

    employer: Employer
    tie: OwnershipLink | None = None
    unions: list[Recognition] = field(default_factory=list)
    branches: "list[Branch]" = field(default_factory=list)

    @property
    def share(self) -> Decimal | None:
        """How much of it belongs to the other, between 0 and 1; nothing where nobody knows."""
        share = self.tie.share_percent if self.tie else None
        return None if share is None else share / 100


@dataclass(frozen=True)
class Family:
    """Those who own an employer, those it owns, its own unions, and its worksites with theirs."""

    owners: list[Branch]
    owned: list[Branch]
    unions: list[Recognition]
    sites: list[tuple[Worksite, list[Recognition]]]


def family_of(employer: Employer, reader: Any) -> Family:
    """Return the family; four queries, however large it is and even where somebody owns themselves by a detour."""
    ties = OwnershipLink.objects.visible_to(reader).select_related("parent", "child").order_by("pk")
    above, below = list(ties.above(employer)[:MOST_TIES]), list(ties.below(employer)[:MOST_TIES])
    members = {employer.pk, *(tie.parent_id for tie in above), *(tie.child_id for tie in below)}
    recognitions = list(Recognition.objects.visible_to(reader).filter(employer__in=members).for_page())
    sites = Worksite.objects.visible_to(reader).filter(employer=employer).order_by("country", "name")[:MOST_SITES]
    own = [each for each in recognitions if each.employer_id == employer.pk]
    return Family(
        owners=_branches(employer.pk, [(tie.child_id, tie.parent, tie) for tie in above], recognitions),
        owned=_branches(employer.pk, [(tie.parent_id, tie.child, tie) for tie in below], recognitions),
        unions=[each for each in own if each.worksite_id is None],
        sites=[(site, [each for each in own if each.worksite_id == site.pk]) for site in sites],
    )


def _branches(
    root: int, ties: Iterable[tuple[int, Employer, OwnershipLink]], recognitions: Iterable[Recognition]
) -> list[Branch]:
    """Grow a tree from its root; whoever stands in it already is not put there again, so a circle ends."""
    unions: dict[int, list[Recognition]] = {}
    for recognition in recognitions:
        unions.setdefault(recognition.employer_id, []).append(recognition)
    grown: dict[int, list[Branch]] = {root: []}
    waiting, ends = list(ties), [root]
    while ends:
        end = ends.pop(0)
        for _, employer, tie in (each for each in waiting if each[0] == end):
            if employer.pk not in grown:
                grown[employer.pk] = []
                grown[end].append(Branch(employer, tie, unions.get(employer.pk, []), grown[employer.pk]))
                ends.append(employer.pk)
    return grown[root]
