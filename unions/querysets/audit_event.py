"""Reads of the trail."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from unions.choices import NetworkRoleKind

READERS = (NetworkRoleKind.NETWORK_ADMIN, NetworkRoleKind.AUDITOR)
# Acts of a duty: here the network may know by handle who acted. In all other lines stands a public id, and the two are
# never shown together, so that nobody reads off the trail what a reviewer pledged as a person.
ACTS_OF_DUTY = (
    "duty.given",
    "duty.proposed",
    "duty.confirmed",
    "duty.set_aside",
    "duty.taken_back",
    "organisation.suspended",
    "organisation.removed",
    "organisation.frozen",
    "organisation.restored",
    "request_opened",
    "request_review_asked_back",
)


class AuditEventQuerySet(models.QuerySet[Any]):
    """Who did what to what; read by auditors and network admins, changed by nobody."""

    def visible_to(self, user: Any) -> "AuditEventQuerySet":
        """All of it, for those with the duty."""
        if not user.is_authenticated or not user.network_roles.in_force().filter(kind__in=READERS).exists():
            return self.none()
        return self.all()

    def with_who(self) -> "AuditEventQuerySet":
        """Adds `who`: the handle in an act of duty, else a public id; empty for the clock."""
        text = models.CharField()
        by_id = Coalesce("actor__public_id", "actor_recipient__public_id", Value(""), output_field=text)
        by_handle = When(action__in=ACTS_OF_DUTY, then=Coalesce("actor__handle", by_id, output_field=text))
        return self.annotate(who=Case(by_handle, default=by_id, output_field=text))

    def by(self, who: str) -> "AuditEventQuerySet":
        """Those of one actor, as `who` names them."""
        return self.with_who().filter(who=who)

    def about(self, content_type: ContentType, reference: str = "") -> "AuditEventQuerySet":
        """Those about objects of one kind, or about the one of this public id, or key where it has no public id."""
        found = self.filter(content_type=content_type)
        return found.filter(object_id__in=_keys(content_type, reference)) if reference else found

    def for_list(self) -> "AuditEventQuerySet":
        """With who acted on which kind of object, the latest first."""
        return self.with_who().select_related("content_type").order_by("-at", "-pk")

    def older_than(self, other: Any) -> "AuditEventQuerySet":
        """Those that come after this one in a list."""
        return self.filter(Q(at__lt=other.at) | Q(at=other.at, pk__lt=other.pk))

    def newer_than(self, other: Any) -> "AuditEventQuerySet":
        """Those that come before it, the nearest first: turn them round to show them."""
        newer = self.filter(Q(at__gt=other.at) | Q(at=other.at, pk__gt=other.pk))
        return newer.order_by("at", "pk")

    def kinds(self) -> "models.QuerySet[ContentType]":
        """The kinds of objects that this trail speaks of."""
        spoken_of = self.order_by().filter(content_type=OuterRef("pk"))
        return ContentType.objects.filter(Exists(spoken_of)).order_by("app_label", "model")


def references(events: Iterable[Any]) -> dict[tuple[int, int], str]:
    """Return the public ids of the objects of these lines, by kind and key; one query for each kind that has them.

    What has no public id, or is gone, is missing. Nothing else of the objects is read.
    """
    listed = list(events)
    kinds = {event.content_type_id: event.content_type for event in listed}
    named: dict[tuple[int, int], str] = {}
    for kind_id, content_type in kinds.items():
        if _has_public_id(content_type):
            keys = {event.object_id for event in listed if event.content_type_id == kind_id}
            pairs = content_type.model_class()._default_manager.filter(pk__in=keys).values_list("pk", "public_id")
            named |= {(kind_id, pk): public_id for pk, public_id in pairs}
    return named


def _keys(content_type: ContentType, reference: str) -> Any:
    model = content_type.model_class()
    if model is not None and _has_public_id(content_type):
        return model._default_manager.filter(public_id=reference).values("pk")
    return [int(reference)] if reference.isascii() and reference.isdigit() and len(reference) < 19 else []


def _has_public_id(content_type: ContentType) -> bool:
    model = content_type.model_class()
    return model is not None and "public_id" in {field.name for field in model._meta.fields}
