"""News of roles that lapse."""

from typing import Any

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unions.announcements import Variant
from unions.choices import Role
from unions.models import Announcement, Recipient
from unions.notifications import groups
from unions.notifications.matters import Matter, in_force, nobody, plain, told, words


def admins(announcement: Announcement) -> "QuerySet[Recipient]":
    """The admins of the organisation."""
    if announcement.subject is None:
        return nobody()
    own = in_force(Role.UNION_ADMIN).filter(organisation=announcement.object_id)
    return told(Recipient.objects.filter(Exists(own)))


def to_renew(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return that some people wait to be confirmed for another year; not how many."""
    return words(
        _("Please confirm your people"),
        [
            _("Roles are good for a year. Some of yours end within thirty days."),
            _("Confirm those who still belong to you; the others lapse by themselves."),
        ],
        _("Look at our people"),
        "organisation-people",
        announcement.subject.slug,
    )


KINDS = [
    Matter(
        name="memberships_to_renew",
        label=gettext_lazy("Roles of our people are about to lapse"),
        group=groups.ADMISSION,
        audience=admins,
        grade=plain,
        context=to_renew,
        is_owed=True,
    )
]
