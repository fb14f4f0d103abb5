"""Reads of applications: by their link, by who vets them, by whose word is asked."""

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q

from unions.choices import HELD_STATES, ApplicationState, NetworkRoleKind, VouchKind

LINK_LIVES = timedelta(days=30)  # untouched
OBJECTION_WINDOW = timedelta(days=14)
WAITING_STATES = (ApplicationState.SUBMITTED, ApplicationState.PROVISIONAL)


class UnionApplicationQuerySet(models.QuerySet[Any]):
    """Applications; nothing in them is public."""

    def valid(self, at: datetime) -> "UnionApplicationQuerySet":
        """Those whose link still opens something: begun ones until nobody has touched them for 30 days."""
        return self.filter(token_hash__isnull=False).exclude(
            state=ApplicationState.APPLYING, changed_at__lte=at - LINK_LIVES
        )

    def untouched(self, at: datetime) -> "UnionApplicationQuerySet":
        """Those that were begun and that nobody has touched for 30 days."""
        return self.filter(state=ApplicationState.APPLYING, changed_at__lte=at - LINK_LIVES)

    def waiting(self) -> "UnionApplicationQuerySet":
        """Those with a decision before them."""
        return self.filter(state__in=WAITING_STATES)

    def visible_to(self, user: Any) -> "UnionApplicationQuerySet":
        """What was sent, for reviewers and network admins: not of their own union, and not kept from their country."""
        duties = (NetworkRoleKind.REVIEWER, NetworkRoleKind.NETWORK_ADMIN)
        if not user.is_authenticated or not user.network_roles.in_force().filter(kind__in=duties).exists():
            return self.none()
        own = _organisations().belonging_to(user)
        sent = self.exclude(state=ApplicationState.APPLYING).filter(submitted_at__isnull=False)
        return sent.exclude(organisation__in=own).exclude(_kept_from(own))

    def to_decide_by(self, user: Any) -> "UnionApplicationQuerySet":
        """Those on which this network admin may decide next, with their standing, the longest waiting first.

        The admin belongs to a member union elsewhere, which has given no word for it, and neither the admin nor that
        union has decided on it: what stands needs a second, and an appeal goes to others than those who declined.
        What was admitted and has lost its rights meanwhile waits until it has them again.
        """
        is_admin = (
            user.is_authenticated and user.network_roles.in_force().filter(kind=NetworkRoleKind.NETWORK_ADMIN).exists()
        )
        if not is_admin or not _organisations().belonging_to(user).approved().exists():
            return self.none()
        own = _organisations().belonging_to(user)
        decided = apps.get_model("unions", "Decision").objects.filter(application=OuterRef("pk")).barring()
        tied = apps.get_model("unions", "Vouch").objects.given_by_own_of(user).filter(application=OuterRef("pk"))
        barred = Exists(decided.filter(Q(by=user) | Q(organisation__in=own))) | Exists(tied)
        at_home = Exists(own.filter(country=OuterRef("country")))
        found = self.visible_to(user).waiting().exclude(barred | at_home).exclude(organisation__state__in=HELD_STATES)
        return found.with_standing().order_by("submitted_at", "pk")

    def answerable_by(self, user: Any, at: datetime) -> "UnionApplicationQuerySet":
        """Those of which the member unions that this person speaks for are told: named in it, or of its sector.

        Its own country is told only if it agreed. Once it is admitted they may look until the objections end.
        """
        own = _organisations().staffed_by(user).approved()
        sectors = self.model.sectors.through.objects.filter(unionapplication=OuterRef(OuterRef("pk"))).values("sector")
        of_its_sector = Exists(own.filter(coverage__sector__in=sectors)) & ~_kept_from(own)
        is_named = Q(federation__in=own) | Q(named_voucher__in=own)
        in_time = Q(state=ApplicationState.APPROVED, submitted_at__gt=at - OBJECTION_WINDOW)
        return self.filter(Q(state__in=WAITING_STATES) | in_time).filter(Q(of_its_sector) | is_named)

    def with_standing(self) -> "UnionApplicationQuerySet":
        """Adds what `lacks` asks for, in the same query however many there are."""
        checks = apps.get_model("unions", "Check").objects.filter(application=OuterRef("pk")).settled()
        words = apps.get_model("unions", "Vouch").objects.filter(application=OuterRef("pk")).in_force()
        vouching = words.filter(kind=VouchKind.VOUCH)
        objections = apps.get_model("unions", "Objection").objects.filter(application=OuterRef("pk")).open()
        return self.annotate(
            settled=ArraySubquery(checks.values("kind")),
            is_confirmed=Exists(words.filter(kind=VouchKind.AFFILIATION)),
            vouchers=ArraySubquery(vouching.values("voucher")),
            is_vouched_from_abroad=Exists(vouching.exclude(voucher__country=OuterRef("country"))),
            has_open_objections=Exists(objections),
        )


def _organisations() -> Any:
    return apps.get_model("unions", "Organisation").objects


def _kept_from(own: Any) -> Any:
    """Those that do not want to be told of in a country where one of these organisations is."""
    return Q(may_tell_own_country=False) & Q(Exists(own.filter(country=OuterRef("country"))))
