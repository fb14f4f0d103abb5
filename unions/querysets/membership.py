"""Reads of memberships."""

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When

from unions.choices import STAFF_ROLES, MembershipState, Role

GOOD_FOR = timedelta(days=365)  # a role is confirmed once a year, or it lapses
REMIND_BEFORE = timedelta(days=30)
TOLD_BEFORE = timedelta(days=7)


class MembershipQuerySet(models.QuerySet[Any]):
    """Who belongs where; seen only by the person and by the admins of the organisation."""

    def verified(self) -> "MembershipQuerySet":
        """Those in force."""
        return self.filter(state=MembershipState.VERIFIED)

    def staff(self) -> "MembershipQuerySet":
        """Those that may ask and answer."""
        return self.verified().filter(role__in=STAFF_ROLES)

    def to_renew(self, at: datetime) -> "MembershipQuerySet":
        """Those in force that lapse within thirty days."""
        return self.verified().filter(verified_at__lte=at - GOOD_FOR + REMIND_BEFORE)

    def to_lapse(self, at: datetime) -> "MembershipQuerySet":
        """Those that nobody has confirmed for a year, of organisations whose admins were told a week ago at least.

        The last admin of an organisation keeps the role: without one, nobody could confirm the others.
        """
        admins = self.model.objects.verified().filter(organisation=OuterRef("organisation"), role=Role.UNION_ADMIN)
        another = admins.exclude(pk=OuterRef("pk"))
        told = _told().filter(object_id=OuterRef("organisation"), made_at__lte=at - TOLD_BEFORE)
        due = self.verified().filter(Exists(told), verified_at__lte=at - GOOD_FOR)
        return due.filter(~Q(role=Role.UNION_ADMIN) | Exists(another))

    def for_people_page(self) -> "MembershipQuerySet":
        """Those in force, with the person and who verified them: admins first, then staff, then by handle."""
        ranked = [Role.UNION_ADMIN, Role.UNION_STAFF, Role.ALLY_STAFF, Role.TRANSLATOR, Role.MEMBER]
        return (
            self.verified()
            .select_related("user", "verified_by")
            .annotate(rank=Case(*[When(role=role, then=rank) for rank, role in enumerate(ranked)], default=9))
            .order_by("rank", "user__handle")
        )

    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """A person's own memberships."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def editable_by(self, user: Any) -> "MembershipQuerySet":
        """Memberships of the organisations that this person administers."""
        if not user.is_authenticated:
            return self.none()
        organisations = self.model._meta.get_field("organisation").related_model.objects.administered_by(user)
        return self.filter(organisation__in=organisations)


def _told() -> Any:
    """The news by which admins were asked to confirm their people."""
    organisation = apps.get_model("unions", "Organisation")
    return apps.get_model("unions", "Announcement").objects.about(organisation).filter(kind="memberships_to_renew")
