"""News of danger: a check-in says that people are not safe."""

from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext_lazy

from solidarity.choices import Why
from solidarity.notifications import groups, reasons
from solidarity.notifications.links import request_page
from solidarity.notifications.readers import readers_of
from unions.announcements import KindOfNews, Variant
from unions.choices import Grade, NetworkRoleKind
from unions.models import Announcement, Recipient
from unions.notifications.circles import because, staff_of, with_duty


def guardians(announcement: Announcement) -> "QuerySet[Recipient]":
    """Safeguarding, and the other staff of the union that asks; not who said it."""
    solidarity_request = announcement.subject
    if solidarity_request is None:
        return because(Recipient.objects.none(), "")
    own = staff_of([solidarity_request.organisation_id])
    guarding = readers_of(solidarity_request).filter(own | with_duty(NetworkRoleKind.SAFEGUARDING))
    others = guarding.exclude(user__isnull=False, user=announcement.made_by_id)
    return others.annotate(why=Case(When(own, then=Value(Why.ASKED.value)), default=Value(reasons.REVIEWS)))


def alarm_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the way to the request, and nothing else of it."""
    return {"portal_url": request_page(announcement.subject)}


KINDS = [
    KindOfNews(
        name="safety_alarm",
        label=gettext_lazy("People of a request may not be safe"),
        group=groups.SAFETY,
        audience=guardians,
        grade=lambda announcement: Grade.NOTICE,
        context=alarm_context,
        notice="safety_alarm",
        is_owed=True,
    )
]
