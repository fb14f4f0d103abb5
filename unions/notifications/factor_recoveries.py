"""News of somebody who has lost their second factor: for those who can answer for them, and for the person."""

from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unions.announcements import Variant
from unions.choices import NetworkRoleKind, Role
from unions.localised import date_in_zone
from unions.models import Announcement, FactorRecovery, Recipient
from unions.notifications import groups
from unions.notifications.circles import with_duty
from unions.notifications.matters import Matter, in_force, nobody, plain, told, words


def vouching(announcement: Announcement) -> "QuerySet[Recipient]":
    """Admins of the person's union; network admins of other organisations; not the person, and not both for admins."""
    recovery = announcement.subject
    return told(_vouching(recovery)) if recovery is not None else nobody()


def _vouching(recovery: FactorRecovery) -> "QuerySet[Recipient]":
    theirs = recovery.user.memberships.verified().values("organisation")
    own_admins = Q(Exists(in_force(Role.UNION_ADMIN).filter(organisation__in=theirs)))
    elsewhere = with_duty(NetworkRoleKind.NETWORK_ADMIN) & ~Exists(in_force().filter(organisation__in=theirs))
    is_high = FactorRecovery.objects.of_high_standing().filter(pk=recovery.pk).exists()
    return Recipient.objects.filter(elsewhere if is_high else own_admins | elsewhere).exclude(user=recovery.user_id)


def oneself(announcement: Announcement) -> "QuerySet[Recipient]":
    """The person."""
    recovery = announcement.subject
    return told(Recipient.objects.filter(user=recovery.user_id)) if recovery is not None else nobody()


def everyone_concerned(announcement: Announcement) -> "QuerySet[Recipient]":
    """The person, and those who could answer for them."""
    recovery = announcement.subject
    if recovery is None:
        return nobody()
    return told(Recipient.objects.filter(Q(user=recovery.user_id) | Q(pk__in=_vouching(recovery).values("pk"))))


def asked(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return that somebody waits for two who know them."""
    return words(
        _("Somebody asks you to say who they are"),
        [
            _("They have lost their second factor and cannot sign in. Two people who know them let them back in."),
            _("Speak to them first: face to face, by video or at a number that you had before. A mail is not enough."),
        ],
        _("See who it is"),
        "recovery-list",
    )


def running(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return to the person that their second factor may end, and how to stop it."""
    opens_at = announcement.subject.opens_at
    said = _("Somebody says that they are you, and that they have lost your second factor.")
    if opens_at is not None:
        said = _("Two people have confirmed who you are. From %(when)s a link ends your second factor.") % {
            "when": date_in_zone(opens_at, variant.time_zone)
        }
    return words(
        _("Your second factor may be taken off your account"),
        [said, _("If this was not you, stop it now: one click is enough while you are signed in somewhere.")],
        _("Look at it, or stop it"),
        "account",
    )


def ended(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return what it came to."""
    was_used = announcement.audience == "used"
    heading = _("A second factor was taken off an account") if was_used else _("A way back into an account was stopped")
    said = (
        _("The old factor and all sessions have ended. The person signs in and sets a new one.")
        if was_used
        else _("Nothing has changed in the account. Its person can ask again after a day.")
    )
    return words(heading, [said], _("Open the portal"), "account")


KINDS = [
    Matter(
        name="factor_recovery_asked",
        label=gettext_lazy("Somebody has lost their second factor and I can say who they are"),
        group=groups.SAFETY,
        audience=vouching,
        grade=plain,
        context=asked,
        is_owed=True,
    ),
    Matter(
        name="factor_recovery_runs",
        label=gettext_lazy("My second factor may be taken off my account"),
        group=groups.SAFETY,
        audience=oneself,
        grade=plain,
        context=running,
        is_owed=True,
    ),
    Matter(
        name="factor_recovery_ended",
        label=gettext_lazy("What became of a lost second factor"),
        group=groups.SAFETY,
        audience=everyone_concerned,
        grade=plain,
        context=ended,
        is_owed=True,
    ),
]
