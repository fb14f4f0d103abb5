"""Reads of organisations."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Prefetch, Q

from unions.choices import (
    HELD_STATES,
    STAFF_ROLES,
    AffiliationStatus,
    Listing,
    MembershipState,
    NetworkRoleKind,
    OrganisationState,
    Role,
)
from unions.querysets.directory import DirectoryQuerySet

MEMBER_STATES = (OrganisationState.APPROVED, OrganisationState.PROVISIONAL)
MOST_BRANCHES = 60
REMIND_AGAIN = timedelta(days=30)


class OrganisationQuerySet(DirectoryQuerySet):
    """Organisations, by who may see or speak for them."""

    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """Those whose profile this reader may open: public ones, the network's for its members, and one's own."""
        if not user.is_authenticated:
            return self.filter(listing=Listing.PUBLIC)
        if user.network_roles.in_force().filter(kind=NetworkRoleKind.NETWORK_ADMIN).exists():
            return self.all()
        own = Q(pk__in=self.belonging_to(user).values("pk"))
        listings = [Listing.PUBLIC]
        if self.model.objects.belonging_to(user).members().exists():
            listings.append(Listing.MEMBERS)
        return self.filter(Q(listing__in=listings) | own)

    def for_profile(self, user: Any) -> "OrganisationQuerySet":
        """With all that its page shows; bodies above and below only where the reader may see them."""
        visible = self.model.objects.visible_to(user).order_by("folded_name")
        ties = apps.get_model("unions", "Affiliation").objects.exclude(status=AffiliationStatus.ENDED)
        recognitions = apps.get_model("unions", "Recognition").objects.select_related("employer", "worksite")
        return self.prefetch_related(
            "names",
            "languages",
            "coverage__sector",
            Prefetch("recognitions", recognitions.order_by("employer__folded_name", "pk")),
            Prefetch("parent", visible),
            Prefetch("branches", visible[:MOST_BRANCHES], to_attr="shown_branches"),
            Prefetch("affiliations", ties.filter(parent__in=visible).select_related("parent")),
            Prefetch(
                "affiliates",
                ties.filter(child__in=visible).select_related("child").order_by("child__folded_name")[:MOST_BRANCHES],
                to_attr="shown_affiliates",
            ),
        )

    def to_remind_of_renewals(self, at: datetime) -> "OrganisationQuerySet":
        """Members with people whose roles lapse soon, and whose admins were not asked to confirm them this month."""
        lapsing = apps.get_model("unions", "Membership").objects.to_renew(at).filter(organisation=OuterRef("pk"))
        news = apps.get_model("unions", "Announcement").objects.about(self.model).filter(kind="memberships_to_renew")
        told = news.filter(object_id=OuterRef("pk"), made_at__gt=at - REMIND_AGAIN)
        return self.members().filter(Exists(lapsing)).exclude(Exists(told))

    def members(self) -> "OrganisationQuerySet":
        """Those the network has admitted, at least provisionally."""
        return self.filter(state__in=MEMBER_STATES)

    def in_standing(self, standing: str) -> "OrganisationQuerySet":
        """Members, or those that only stand in the directory, or all; a word that nobody knows matches none."""
        if standing == "listed":
            return self.exclude(state__in=MEMBER_STATES)
        return {"": self.all, "member": self.members}.get(standing, self.none)()

    def approved(self) -> "OrganisationQuerySet":
        """Those the network has admitted in full."""
        return self.filter(state=OrganisationState.APPROVED)

    def provisional(self) -> "OrganisationQuerySet":
        """Those the network has admitted provisionally."""
        return self.filter(state=OrganisationState.PROVISIONAL)

    def vouched_by(self, organisations: Any) -> "OrganisationQuerySet":
        """Those for which one of these stands with its word: it publishes what they ask while provisional."""
        words = apps.get_model("unions", "Vouch").objects.in_force().filter(voucher__in=organisations)
        return self.filter(pk__in=words.values("organisation"))

    def vouching_for(self, organisation: Any) -> "OrganisationQuerySet":
        """Those that stand with their word for this one."""
        words = apps.get_model("unions", "Vouch").objects.in_force().filter(organisation=organisation)
        return self.filter(pk__in=words.values("voucher"))

    def belonging_to(self, user: Any) -> "OrganisationQuerySet":
        """Those in which this person has a verified role."""
        return self._with_role(user, list(Role))

    def staffed_by(self, user: Any) -> "OrganisationQuerySet":
        """Member organisations for which this person may ask and answer."""
        return self._with_role(user, list(STAFF_ROLES)).members()

    def translated_by(self, user: Any) -> "OrganisationQuerySet":
        """Member organisations whose texts this person translates."""
        return self._with_role(user, [Role.TRANSLATOR]).members()

    def administered_by(self, user: Any) -> "OrganisationQuerySet":
        """Those whose people and profile this person looks after, unless the network has taken their rights."""
        return self._with_role(user, [Role.UNION_ADMIN]).exclude(state__in=HELD_STATES)

    def contact_kept_by(self, user: Any) -> "OrganisationQuerySet":
        """Those for which this person says where calls go: one's own; network admins, those of which nobody is here."""
        own = self.administered_by(user)
        if not user.is_authenticated:
            return own
        if not user.network_roles.in_force().filter(kind=NetworkRoleKind.NETWORK_ADMIN).exists():
            return own
        return self.filter(Q(pk__in=own.values("pk")) | Q(state=OrganisationState.LISTED))

    def with_lost_contact(self, calls: Sequence[str]) -> "OrganisationQuerySet":
        """Those whose contact calls of these kinds do not reach, each with it in `lost_contacts`."""
        lost = apps.get_model("unions", "Recipient").objects.lost_contacts(calls)
        found = self.filter(Exists(lost.filter(organisation=OuterRef("pk"))))
        return found.prefetch_related(Prefetch("contacts", lost, to_attr="lost_contacts"))

    def _with_role(self, user: Any, roles: list[str]) -> "OrganisationQuerySet":
        if not user.is_authenticated:
            return self.none()
        memberships = user.memberships.filter(role__in=roles, state=MembershipState.VERIFIED)
        return self.filter(pk__in=memberships.values("organisation"))
