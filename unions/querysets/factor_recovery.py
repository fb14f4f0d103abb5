"""Reads of recoveries of second factors."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from unions.choices import MembershipState, NetworkRoleKind, Role


class FactorRecoveryQuerySet(models.QuerySet[Any]):
    """Recoveries, by who may answer for the person and by where they stand."""

    def running(self, at: datetime) -> "FactorRecoveryQuerySet":
        """Neither used, stopped nor run out: they wait for people, or for their link to be followed."""
        waits = Q(token_hash__isnull=True, ask_expires_at__gt=at)
        return self.filter(waits | Q(expires_at__gt=at), used_at__isnull=True, stopped_at__isnull=True)

    def valid(self, at: datetime) -> "FactorRecoveryQuerySet":
        """Those whose link exists and is neither used, stopped nor too old; it opens the account an hour later."""
        return self.running(at).filter(token_hash__isnull=False)

    def opened(self, at: datetime) -> "FactorRecoveryQuerySet":
        """Those whose link opens the account now: the hour in which it can be stopped has passed."""
        return self.valid(at).filter(opens_at__lte=at)

    def over(self, at: datetime) -> "FactorRecoveryQuerySet":
        """Those that nothing more comes of."""
        return self.exclude(pk__in=self.model.objects.running(at).values("pk"))

    def visible_to(self, user: Any) -> "FactorRecoveryQuerySet":
        """One's own, which one may stop."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def decidable_by(self, user: Any) -> "FactorRecoveryQuerySet":
        """Those of others for whom this person may answer, or has answered: their union's admins, and network admins.

        Union admins answer for their own union's people, but for admins and those who serve the network only network
        admins do. Network admins answer for nobody of their own organisations.
        """
        if not user.is_authenticated:
            return self.none()
        others = self.exclude(user=user)
        administered = _roles().filter(user=OuterRef("user"), organisation__in=_organisations().administered_by(user))
        rules = Q(Exists(administered)) & ~_is_high()
        if user.network_roles.in_force().filter(kind=NetworkRoleKind.NETWORK_ADMIN).exists():
            shared = _roles().filter(user=OuterRef("user"), organisation__in=_organisations().belonging_to(user))
            rules |= Q(~Exists(shared))
        return others.filter(rules)

    def of_high_standing(self) -> "FactorRecoveryQuerySet":
        """Those of people for whom two network admins answer: admins, those with a duty, those of no union."""
        return self.filter(_is_high())


def _is_high() -> Q:
    roles = _roles().filter(user=OuterRef("user"))
    duties = apps.get_model("unions", "NetworkRole").objects.filter(user=OuterRef("user"))
    return Q(Exists(roles.filter(role=Role.UNION_ADMIN))) | Q(Exists(duties)) | ~Q(Exists(roles))


def _roles() -> Any:
    return apps.get_model("unions", "Membership").objects.filter(state=MembershipState.VERIFIED)


def _organisations() -> Any:
    return apps.get_model("unions", "Organisation").objects
