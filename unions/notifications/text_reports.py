"""News of reports on texts: an alarm for safeguarding, and what became of a text for those who wrote it."""

from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unions.announcements import Variant
from unions.choices import STAFF_ROLES, NetworkRoleKind, ReportState
from unions.models import Announcement, Recipient
from unions.notifications import groups
from unions.notifications.circles import with_duty
from unions.notifications.matters import Matter, in_force, nobody, plain, told, words


def guardians(announcement: Announcement) -> "QuerySet[Recipient]":
    """Safeguarding of other organisations, while nobody has decided; not who wrote or reported the text."""
    report = announcement.subject
    if report is None or report.state != ReportState.OPEN:
        return nobody()
    own = in_force().filter(organisation=report.organisation_id)
    involved = [key for key in (report.author_id, report.reported_by_id) if key]
    return told(
        Recipient.objects.filter(with_duty(NetworkRoleKind.SAFEGUARDING), ~Exists(own)).exclude(user__in=involved)
    )


def writers(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the union whose text it is; or the person, where they spoke for themselves."""
    report = announcement.subject
    if report is None:
        return nobody()
    if report.organisation_id is None:
        return told(Recipient.objects.filter(user__isnull=False, user=report.author_id))
    staff = in_force(*STAFF_ROLES).filter(organisation=report.organisation_id)
    return told(Recipient.objects.filter(Q(Exists(staff))))


def alarm(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return that a text may put somebody in danger, and the way to it."""
    return words(
        _("A text may put somebody in danger"),
        [_("A reader has reported it. Please look at it now: you can hide the text at once.")],
        _("Look at the report"),
        "text-report-detail",
        announcement.subject.public_id,
    )


def hidden(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return that a text was hidden, and the way to the reason and to a second look."""
    return words(
        _("A text of yours was hidden"),
        [
            _("A reader reported it, and somebody of another organisation has decided to hide it."),
            _("On the page you find the reason. You can write the text anew, or ask once for others to look again."),
        ],
        _("See what was hidden, and why"),
        "text-report-own",
        announcement.subject.public_id,
    )


def looked_at_again(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return what the second look came to."""
    stands = announcement.subject.state == ReportState.RESTORED
    heading = _("Your text stands again") if stands else _("Your text stays hidden")
    said = _("Others than those who hid it have looked at it again, as you asked.")
    return words(heading, [said], _("Open the page"), "text-report-own", announcement.subject.public_id)


KINDS = [
    Matter(
        name="text_reported",
        label=gettext_lazy("A text may put somebody in danger"),
        group=groups.SAFETY,
        audience=guardians,
        grade=plain,
        context=alarm,
        is_owed=True,
    ),
    Matter(
        name="text_hidden",
        label=gettext_lazy("A text of ours was hidden"),
        group=groups.SAFETY,
        audience=writers,
        grade=plain,
        context=hidden,
        is_owed=True,
    ),
    Matter(
        name="text_looked_at_again",
        label=gettext_lazy("Others have looked at our hidden text again"),
        group=groups.SAFETY,
        audience=writers,
        grade=plain,
        context=looked_at_again,
    ),
]
