"""News of a visit, for the two unions and who takes part. No name and no place stands in these mails."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.choices import ParticipantRole, VisitState, Why
from exchanges.models import Participant, Visit
from exchanges.notifications import groups, words
from exchanges.notifications.readers import because, nobody, party_to, staff_of
from unions.announcements import KindOfNews, Variant
from unions.choices import Grade
from unions.localised import country_name, date_in_words, one_after_another
from unions.models import Announcement, Recipient

# Confirmed on its first day it is under way before the mail leaves.
CHANGED_STATES = (VisitState.CONFIRMED, VisitState.UNDER_WAY, VisitState.POSTPONED, VisitState.CANCELLED)
MOVED_STATES = (VisitState.POSTPONED, VisitState.CANCELLED)


def take_part(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the two unions and those who take part, while the change stands."""
    visit = announcement.subject
    return party_to(visit) if visit is not None and visit.state in CHANGED_STATES else nobody()


def owe_a_report(announcement: Announcement) -> "QuerySet[Recipient]":
    """Those who took part and have not reported, and staff of a union that has not."""
    visit = announcement.subject
    if visit is None or visit.state != VisitState.COMPLETED:
        return nobody()
    reported = set(visit.reports.values_list("organisation", flat=True))
    unions = [union for union in (visit.host_id, visit.guest_id) if union not in reported]
    seats = Participant.objects.filter(visit=visit, user=OuterRef("user"), report__isnull=True)
    owes = Q(Exists(seats.exclude(role=ParticipantRole.INTERPRETER)))
    return because(Recipient.objects.filter(owes | staff_of(unions)), Why.TAKES_PART)


def promised(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the union that promised, until it has said whether it kept its word."""
    commitment = announcement.subject
    if commitment is None or commitment.status:
        return nobody()
    staff = Recipient.objects.filter(staff_of([commitment.organisation_id]))
    return staff.annotate(why=Value(Why.COMMITTED.value))


def grade(announcement: Announcement) -> Grade:
    """A visit is between two unions: a mail says countries, days and what is wanted, and no names."""
    return Grade.NETWORK


def visit_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return how the visit stands, on which days and why, and the way to its page."""
    return _about(announcement.subject, variant, _("Open the visit"))


def report_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return which visit waits for a report, and the way to it."""
    return _about(announcement.subject, variant, _("Write what you take home"))


def commitment_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return since when it was promised, and the way to the answer; the words stay in the portal."""
    commitment = announcement.subject
    url = words.link("commitment-check", commitment.public_id)
    return {
        "facts": [(_("Visit"), _days(commitment.visit)), (_("Due on"), date_in_words(commitment.due_on))],
        "why": words.reason(variant.why),
        "portal_url": url,
        "actions": [{"text": _("Say whether it was kept"), "url": url}],
    }


def _about(visit: Visit, variant: Variant, act: str) -> dict[str, Any]:
    url = words.link("visit-detail", visit.public_id)
    countries = [country_name(union.country) for union in (visit.guest, visit.host)]
    reason = visit.get_change_reason_display() if visit.state in MOVED_STATES else ""
    facts = [(_("Days"), _days(visit)), (_("From, to"), one_after_another(countries)), (_("Reason"), reason)]
    return {
        "state": visit.state,
        "facts": [fact for fact in facts if fact[1]],
        "why": words.reason(variant.why),
        "portal_url": url,
        "actions": [{"text": act, "url": url}],
    }


def _days(visit: Visit) -> str:
    return words.days(visit.from_on, visit.until_on)


def _kind(name: str, label: Any, audience: Any, context: Any, **options: Any) -> KindOfNews:
    return KindOfNews(
        name=name,
        label=label,
        group=groups.EXCHANGES,
        audience=audience,
        grade=grade,
        context=context,
        notice=words.NOTICE,
        **options,
    )


KINDS = [
    _kind("visit_changed", gettext_lazy("A visit of mine was confirmed or changed"), take_part, visit_context),
    _kind("report_due", gettext_lazy("A visit waits for my report"), owe_a_report, report_context),
    _kind("commitment_due", gettext_lazy("A commitment of our union is due"), promised, commitment_context),
]
