"""Reads of memberships."""

from typing import Any

from django.db import models
from django.db.models import Case, When

from unions.choices import STAFF_ROLES, MembershipState, Role


class MembershipQuerySet(models.QuerySet[Any]):
    """Who belongs where; seen only by the person and by the admins of the organisation."""

    def verified(self) -> "MembershipQuerySet":
        """Those in force."""
        return self.filter(state=MembershipState.VERIFIED)

    def staff(self) -> "MembershipQuerySet":
        """Those that may ask and answer."""
        return self.verified().filter(role__in=STAFF_ROLES)

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
