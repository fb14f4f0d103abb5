"""News for the admins of an organisation that lost its rights, or has them back; no mail names the organisation."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy

from unions.announcements import KindOfNews, Variant
from unions.choices import Grade, OrganisationState, Role
from unions.models import Announcement, Membership, Recipient, Suspension
from unions.notifications import groups
from unions.querysets.organisation import MEMBER_STATES


def admins_of_the_held(announcement: Announcement) -> "QuerySet[Recipient]":
    """The admins of an organisation, while this decision about it stands."""
    suspension = announcement.subject
    if suspension is None or suspension.ended_at:
        return _nobody()
    return _admins_of(suspension)


def admins_of_the_restored(announcement: Announcement) -> "QuerySet[Recipient]":
    """The admins of an organisation that has its rights."""
    suspension = announcement.subject
    if suspension is None or suspension.organisation.state not in MEMBER_STATES:
        return _nobody()
    return _admins_of(suspension)


def context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return whether it is for good, and where to read how the network works."""
    about = settings.SITE_URL + reverse("unions:about")
    return {"is_for_good": announcement.subject.state == OrganisationState.REMOVED, "portal_url": about}


def _admins_of(suspension: Suspension) -> "QuerySet[Recipient]":
    admins = Membership.objects.verified().filter(organisation=suspension.organisation_id, role=Role.UNION_ADMIN)
    return Recipient.objects.filter(Exists(admins.filter(user=OuterRef("user")))).annotate(why=Value(""))


def _nobody() -> "QuerySet[Recipient]":
    return Recipient.objects.none().annotate(why=Value(""))


KINDS = [
    KindOfNews(
        name="union_suspended",
        label=gettext_lazy("Our union may not use the portal"),
        group=groups.SAFETY,
        audience=admins_of_the_held,
        grade=lambda announcement: Grade.NOTICE,
        context=context,
        notice="union_suspended",
        is_owed=True,
    ),
    KindOfNews(
        name="union_restored",
        label=gettext_lazy("Our union may use the portal again"),
        group=groups.SAFETY,
        audience=admins_of_the_restored,
        grade=lambda announcement: Grade.NOTICE,
        context=context,
        notice="union_restored",
        is_owed=True,
    ),
]
