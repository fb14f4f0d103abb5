"""Reads of requests: who may see them comes first, and fails closed."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from solidarity.choices import LIVE_STATES, RequestState, Visibility
from unions.choices import NetworkRoleKind
from unions.models import Organisation
from unions.permissions import has_duty, is_network_member

OPENED_STATES = (RequestState.OPEN, RequestState.PAUSED, RequestState.CLOSED)
PUBLISHED_STATES = (RequestState.CHECKING, *OPENED_STATES)
LISTED_VISIBILITIES = (Visibility.NETWORK, Visibility.PUBLIC)
CHECK_IN_EVERY = timedelta(days=7)
CHECK_IN_GRACE = timedelta(days=7)


class SolidarityRequestQuerySet(models.QuerySet[Any]):
    """Requests, by who may see them and by where they stand."""

    def visible_to(self, user: Any) -> "SolidarityRequestQuerySet":
        """Those this reader may open; for everybody else they do not exist."""
        admitted = Q(organisation__in=Organisation.objects.members())
        rules = Q(visibility=Visibility.PUBLIC, state__in=OPENED_STATES) & admitted
        if not user.is_authenticated:
            return self.filter(rules)
        if is_network_member(user):
            rules |= Q(visibility=Visibility.NETWORK, state__in=OPENED_STATES) & admitted
        rules |= Q(pk__in=self._addressed_to(user), state__in=PUBLISHED_STATES) & admitted
        rules |= Q(organisation__in=Organisation.objects.staffed_by(user))
        if has_duty(user, NetworkRoleKind.REVIEWER):
            rules |= Q(pk__in=self._to_review_by(user)) & admitted
        if has_duty(user, NetworkRoleKind.SAFEGUARDING):
            rules |= ~Q(state=RequestState.DRAFT)
        return self.filter(rules)

    def listed_to(self, user: Any) -> "SolidarityRequestQuerySet":
        """Those on the board, in search and in feeds: opened to the network or to everyone, and live."""
        return self.visible_to(user).filter(visibility__in=LISTED_VISIBILITIES).open()

    def editable_by(self, user: Any) -> "SolidarityRequestQuerySet":
        """Those of the organisations that this person speaks for."""
        return self.filter(organisation__in=Organisation.objects.staffed_by(user))

    def reviewable_by(self, user: Any) -> "SolidarityRequestQuerySet":
        """Those waiting for a reviewer of another organisation, which this person is."""
        if not has_duty(user, NetworkRoleKind.REVIEWER):
            return self.none()
        return self.filter(pk__in=self._to_review_by(user), organisation__in=Organisation.objects.members())

    def open(self) -> "SolidarityRequestQuerySet":
        """Those that members, and if asked everyone, can help with now."""
        return self.filter(state=RequestState.OPEN)

    def drafts(self) -> "SolidarityRequestQuerySet":
        """Those not yet published."""
        return self.filter(state=RequestState.DRAFT)

    def live(self) -> "SolidarityRequestQuerySet":
        """Those published and not yet closed or taken down."""
        return self.filter(state__in=LIVE_STATES)

    def check_in_due(self, at: datetime) -> "SolidarityRequestQuerySet":
        """Live ones whose last sign of safety is a week old."""
        return self.live().filter(checked_in_at__lte=at - CHECK_IN_EVERY)

    def check_in_overdue(self, at: datetime) -> "SolidarityRequestQuerySet":
        """Live ones that have been due for a week: they are paused."""
        return self.live().filter(checked_in_at__lte=at - CHECK_IN_EVERY - CHECK_IN_GRACE)

    def _addressed_to(self, user: Any) -> Any:
        addressees = self.model._meta.get_field("addressees").related_model
        return addressees.objects.filter(organisation__in=Organisation.objects.staffed_by(user)).values(
            "solidarity_request"
        )

    def _to_review_by(self, user: Any) -> Any:
        own = Organisation.objects.belonging_to(user)
        return (
            self.model.objects.filter(state=RequestState.CHECKING, wanted_visibility__in=LISTED_VISIBILITIES)
            .exclude(organisation__in=own)
            .values("pk")
        )
