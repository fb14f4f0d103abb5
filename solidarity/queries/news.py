"""All news that a request has made: about itself, its needs, the unions asked, its pledges and its updates."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from solidarity.models import Addressee, Need, Pledge, SolidarityRequest
from unions.models import Announcement, Update
from unions.querysets.announcement import AnnouncementQuerySet


def news_of(solidarity_request: SolidarityRequest) -> AnnouncementQuerySet:
    """Return every announcement that speaks of this request."""
    updates = Update.objects.of(solidarity_request)
    pledges = Pledge.objects.filter(need__solidarity_request=solidarity_request)
    about = models.Q(**_about(SolidarityRequest, [solidarity_request.pk]))
    about |= models.Q(**_about(Need, solidarity_request.needs.order_by().values("pk")))
    about |= models.Q(**_about(Addressee, solidarity_request.addressees.values("pk")))
    about |= models.Q(**_about(Pledge, pledges.values("pk")))
    about |= models.Q(**_about(Update, updates.values("pk")))
    news: AnnouncementQuerySet = Announcement.objects.filter(about)
    return news


def _about(model: type[models.Model], keys: Any) -> dict[str, Any]:
    return {"content_type": ContentType.objects.get_for_model(model), "object_id__in": keys}
