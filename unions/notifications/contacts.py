"""News that calls to an organisation go somewhere else: to all who may say where they go."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unions.announcements import KindOfNews, Variant
from unions.choices import HELD_STATES, Grade, NetworkRoleKind, OrganisationState, Role
from unions.models import Announcement, Recipient
from unions.notifications import groups
from unions.notifications.circles import with_duty
from unions.notifications.matters import in_force, nobody, plain, told


def keepers(announcement: Announcement) -> "QuerySet[Recipient]":
    """The admins of the organisation, or network admins where nobody of it is here; who changed it as well.

    Whoever took over a session acted in its owner's name: only the owner can tell.
    """
    organisation = announcement.subject
    if organisation is None or organisation.state in HELD_STATES:
        return nobody()
    if organisation.state == OrganisationState.LISTED:
        return told(Recipient.objects.filter(with_duty(NetworkRoleKind.NETWORK_ADMIN)))
    own = in_force(Role.UNION_ADMIN).filter(organisation=organisation)
    return told(Recipient.objects.filter(Exists(own)))


def grade(announcement: Announcement) -> Grade:
    """In safe mode no mail leads to the page of the organisation, whoever reads it."""
    organisation = announcement.subject
    return Grade.NOTICE if organisation is not None and organisation.safe_mode else plain(announcement)


def context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the way to where it can be put right; in safe mode to one that does not name the organisation."""
    page = reverse("unions:organisation-contact", args=[announcement.subject.slug])
    url = settings.SITE_URL + (reverse("unions:account") if variant.grade == Grade.NOTICE else page)
    return {"portal_url": url, "actions": [{"text": _("See where calls go"), "url": url}]}


KINDS = [
    KindOfNews(
        name="contact_changed",
        label=gettext_lazy("Where calls to our union go has changed"),
        group=groups.SAFETY,
        audience=keepers,
        grade=grade,
        context=context,
        notice="contact_changed",
        is_owed=True,
    )
]
