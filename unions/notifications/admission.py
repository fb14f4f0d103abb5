"""News of unions that ask to come in: a decision waits, a union of your sector applies, your word is wanted.

No mail names the applicant: it may be in danger where it is. The pages do, to those who may open them.
"""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unions.announcements import KindOfNews, Variant
from unions.choices import ApplicationState, Grade, NetworkRoleKind, Role
from unions.models import Announcement, Decision, Membership, NetworkRole, Organisation, Recipient, UnionApplication
from unions.notifications import groups
from unions.querysets.union_application import WAITING_STATES

DECIDES, SAME_SECTOR, NAMED = "decides", "same_sector", "named_in_application"
WHY = {
    DECIDES: gettext_lazy("You decide who comes into the network"),
    SAME_SECTOR: gettext_lazy("You organise in the same sector"),
    NAMED: gettext_lazy("The application names your organisation"),
}


def deciders(announcement: Announcement) -> "QuerySet[Recipient]":
    """Those who may decide next: `to_decide_by` of applications, asked the other way round."""
    application = announcement.subject
    if not _is_waiting(application):
        return _because(Recipient.objects.none(), DECIDES)
    decided = Decision.objects.filter(application=application).barring()
    tied = [application.organisation_id, *application.vouches.values_list("voucher", flat=True)]
    tied += decided.values_list("organisation", flat=True)
    own = Membership.objects.verified().filter(user=OuterRef("user"))
    barred = own.filter(Q(organisation__in=[key for key in tied if key]) | Q(organisation__country=application.country))
    duty = NetworkRole.objects.filter(user=OuterRef("user"), kind=NetworkRoleKind.NETWORK_ADMIN)
    admits = own.filter(organisation__in=Organisation.objects.approved())
    people = Recipient.objects.filter(Exists(duty), Exists(admits), ~Exists(barred))
    return _because(people.exclude(user__in=decided.values("by")), DECIDES)


def same_sector(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of member unions of its sector; nobody of its own country unless it agreed."""
    application = announcement.subject
    if not _is_waiting(application):
        return _because(Recipient.objects.none(), SAME_SECTOR)
    unions = Organisation.objects.approved().filter(coverage__sector__in=application.sectors.all())
    people = Recipient.objects.filter(_with_role_in(unions, staff=True))
    if not application.may_tell_own_country:
        people = people.filter(~_with_role_in(Organisation.objects.filter(country=application.country), staff=False))
    return _because(people, SAME_SECTOR)


def named(announcement: Announcement) -> "QuerySet[Recipient]":
    """Admins of the federation and of the union that the application names."""
    application = announcement.subject
    if not _is_waiting(application):
        return _because(Recipient.objects.none(), NAMED)
    keys = [key for key in (application.federation_id, application.named_voucher_id) if key]
    said = application.vouches.values("voucher")
    unions = Organisation.objects.approved().filter(pk__in=keys).exclude(pk__in=said)
    admins = Membership.objects.verified().filter(user=OuterRef("user"), role=Role.UNION_ADMIN, organisation__in=unions)
    return _because(Recipient.objects.filter(Exists(admins)), NAMED)


def grade(announcement: Announcement) -> Grade:
    """Return the tightest: that something waits, and no more."""
    return Grade.NOTICE


def vote_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the way to the application, for those who decide."""
    return _context(_("Look at the application"), "admission-detail", announcement, variant)


def word_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the way to the application, for those whose word is asked."""
    return _context(_("See who applies"), "application-detail", announcement, variant)


def _context(text: str, page: str, announcement: Announcement, variant: Variant) -> dict[str, Any]:
    url = settings.SITE_URL + reverse(f"unions:{page}", args=[announcement.subject.public_id])
    return {"why": WHY.get(variant.why, ""), "portal_url": url, "actions": [{"text": text, "url": url}]}


def _is_waiting(application: UnionApplication | None) -> bool:
    return application is not None and ApplicationState(application.state) in WAITING_STATES


def _with_role_in(organisations: "QuerySet[Organisation]", *, staff: bool) -> Exists:
    held = Membership.objects.staff() if staff else Membership.objects.verified()
    return Exists(held.filter(user=OuterRef("user"), organisation__in=organisations))


def _because(recipients: "QuerySet[Recipient]", why: str) -> "QuerySet[Recipient]":
    return recipients.annotate(why=Value(why))


KINDS = [
    KindOfNews(
        name="application_vote",
        label=gettext_lazy("An application waits for my decision"),
        group=groups.ADMISSION,
        audience=deciders,
        grade=grade,
        context=vote_context,
        notice="application_vote",
    ),
    KindOfNews(
        name="application_open",
        label=gettext_lazy("A union of our sector applies"),
        group=groups.ADMISSION,
        audience=same_sector,
        grade=grade,
        context=word_context,
        notice="application_open",
    ),
    KindOfNews(
        name="vouch_wanted",
        label=gettext_lazy("A union asks for our word"),
        group=groups.ADMISSION,
        audience=named,
        grade=grade,
        context=word_context,
        notice="vouch_wanted",
    ),
]
