"""Reads of reports on texts."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Q, When

from unions.choices import NetworkRoleKind, ReportReason, ReportState

WAITING = (ReportState.OPEN, ReportState.ASKED_AGAIN)
DECIDING = (NetworkRoleKind.REVIEWER, NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.NETWORK_ADMIN)
GUARDING = {NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.NETWORK_ADMIN}


class TextReportQuerySet(models.QuerySet[Any]):
    """Reports, by who decides on them."""

    def decidable_by(self, user: Any) -> "TextReportQuerySet":
        """Those of other organisations, for those who serve the network; what not everyone may read is for fewer.

        Nobody decides on what they wrote or reported, or looks a second time at what they hid.
        """
        if not user.is_authenticated:
            return self.none()
        duties = set(user.network_roles.in_force().filter(kind__in=DECIDING).values_list("kind", flat=True))
        if not duties:
            return self.none()
        own = Q(organisation__in=_organisations_of(user)) | Q(author=user) | Q(reported_by=user) | Q(decided_by=user)
        others = self.exclude(pk__in=self.model.objects.filter(own).values("pk"))
        return others if duties & GUARDING else others.filter(is_guarded=False)

    def to_decide_by(self, user: Any) -> "TextReportQuerySet":
        """Those of them that wait, the gravest and oldest first: for the desk."""
        return self.decidable_by(user).waiting().gravest_first()

    def received_by(self, user: Any) -> "TextReportQuerySet":
        """Those by which a text of this person, or of an organisation that they speak for, was hidden."""
        if not user.is_authenticated:
            return self.none()
        staffed = apps.get_model("unions", "Organisation").objects.staffed_by(user)
        hidden = self.exclude(state__in=[ReportState.OPEN, ReportState.REJECTED, ReportState.DUPLICATE])
        return hidden.filter(Q(organisation__in=staffed) | Q(organisation__isnull=True, author=user))

    def waiting(self) -> "TextReportQuerySet":
        """Those on which somebody has to decide."""
        return self.filter(state__in=WAITING)

    def gravest_first(self) -> "TextReportQuerySet":
        """Danger, then named people, then the others; of each the oldest first."""
        ranks = [When(reason=reason, then=rank) for rank, reason in enumerate(ReportReason.values)]
        return self.order_by(Case(*ranks, default=len(ranks)), "reported_at", "pk")

    def made_since(self, user: Any, moment: datetime) -> "TextReportQuerySet":
        """Those that this person has made since a moment."""
        return self.filter(reported_by=user, reported_at__gt=moment)


def _organisations_of(user: Any) -> Any:
    return apps.get_model("unions", "Organisation").objects.belonging_to(user)
