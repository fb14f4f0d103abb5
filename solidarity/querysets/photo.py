"""Reads of photos."""

from typing import Any

from django.db import models
from django.db.models import Q

from solidarity.choices import RequestState, Visibility
from unions.choices import NetworkRoleKind
from unions.models import Organisation
from unions.permissions import has_duty, is_network_member


class PhotoQuerySet(models.QuerySet[Any]):
    """Photos have a level of their own, one tighter than the request's by default."""

    def visible_to(self, user: Any) -> "PhotoQuerySet":
        """Those inside whose circle the reader stands, of requests that the reader may see and that are not held.

        The asker sees all of its own; who reviews a request or looks after safety sees what would be shown.
        """
        requests = self.model._meta.get_field("solidarity_request").related_model.objects
        shown = Q(solidarity_request__in=requests.visible_to(user)) & ~Q(solidarity_request__state=RequestState.PAUSED)
        inside = Q(visibility=Visibility.PUBLIC)
        if is_network_member(user):
            inside |= Q(visibility=Visibility.NETWORK)
        staffed = Organisation.objects.staffed_by(user)
        asked = requests.filter(addressees__organisation__in=staffed, addressees__told_at__isnull=False)
        inside |= Q(visibility=Visibility.NAMED_ORGANISATIONS, solidarity_request__in=asked)
        inside |= Q(solidarity_request__in=requests.reviewable_by(user))
        if has_duty(user, NetworkRoleKind.SAFEGUARDING):
            inside = ~Q(pk=None)
        own = Q(solidarity_request__in=requests.editable_by(user))
        return self.filter((shown & inside) | own).exclude(solidarity_request__state=RequestState.TAKEN_DOWN)

    def shown_to_asked(self, addressee: Any) -> "PhotoQuerySet":
        """Those that the contact of a union asked sees by its link: all but the asker's own, unless they are held."""
        own = self.filter(solidarity_request=addressee.solidarity_request_id)
        inside = own.exclude(visibility=Visibility.BEHIND_THE_SCENES)
        return inside.exclude(solidarity_request__state__in=[RequestState.PAUSED, RequestState.TAKEN_DOWN])

    def editable_by(self, user: Any) -> "PhotoQuerySet":
        """Those of the requests of one's own organisations."""
        requests = self.model._meta.get_field("solidarity_request").related_model
        return self.filter(solidarity_request__in=requests.objects.editable_by(user))
