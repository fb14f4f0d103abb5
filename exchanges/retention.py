"""What exchanges hold of people: why, how long, and what happens then."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from exchanges.choices import ExchangeState, VisitState
from exchanges.models import Exchange, HostOffer, ItineraryItem, Participant, Visit
from unions import retention as unions_retention
from unions.models import User
from unions.retention import NOBODY, Rule, when_erased

RESTRICTED_FOR = timedelta(days=30)
ENDED_STATES = (ExchangeState.ENDED, ExchangeState.WITHDRAWN, ExchangeState.EXPIRED)
OVER_STATES = (VisitState.COMPLETED, VisitState.REPORTED)


def forget_emergency_contacts(at: datetime) -> int:
    """Empty whom to call, thirty days after the visit."""
    return int(Participant.objects.with_contact_to_forget(at).update(emergency_contact=""))


def empty_restricted(at: datetime) -> int:
    """Empty safety plans, towns, contacts and access needs of visits and exchanges that are thirty days over."""
    visits, exchanges = _visits_over(at - RESTRICTED_FOR), _exchanges_over(at - RESTRICTED_FOR)
    items = ItineraryItem.objects.filter(visit__in=visits).exclude(place="", host_contact="")
    emptied = items.update(place="", host_contact="")
    emptied += visits.exclude(safety_plan="", place="").update(safety_plan="", place="")
    emptied += exchanges.exclude(access_needs="").update(access_needs="")
    return int(emptied + HostOffer.objects.filter(exchange__in=exchanges).exclude(place="").update(place=""))


def forget_dead_links(at: datetime) -> int:
    """Empty links to a seat that nobody used in time."""
    return int(Participant.objects.with_dead_link(at).update(token_hash="", token_expires_at=None))


def _visits_over(moment: datetime) -> QuerySet[Visit]:
    ended = Visit.objects.filter(state__in=OVER_STATES, until_on__lt=moment.date())
    return ended | Visit.objects.filter(state=VisitState.CANCELLED, changed_at__lt=moment)


def _exchanges_over(moment: datetime) -> QuerySet[Exchange]:
    ended = Exchange.objects.filter(state__in=ENDED_STATES, ended_at__lt=moment)
    return ended | Exchange.objects.filter(visit__in=_visits_over(moment))


@when_erased
def free_seats(user: User) -> None:
    """Free the seats of a person: they stay counted, by role and union alone, and so does a report."""
    Participant.objects.filter(user=user).update(
        user=None, emergency_contact="", shows_handle=False, photo_consent=False
    )


NIGHTLY = (forget_emergency_contacts, empty_restricted, forget_dead_links)


def run(at: datetime) -> dict[str, int]:
    """End what is over here; return how many rows each rule ended."""
    return unions_retention.run(at, NIGHTLY)


_WITH_EXCHANGE = _("as long as the exchange can be read")
_WITH_VISIT = _("as long as the visit can be read; after an erased account without the person")
_ONE_MONTH = _("a month after the visit or the exchange is over")
_READERS = _("those who may read the exchange")
_TWO_UNIONS = _("staff of the two unions")
_TAKING_PART = _("staff of the two unions, and those who take part")
_CALL = Rule(_("to say who wants to meet whom, and why"), _WITH_EXCHANGE, seen_by=_READERS)
_OFFER = Rule(_("so that two unions find each other"), _WITH_EXCHANGE, seen_by=_TWO_UNIONS)
_ANSWERS_FOR = Rule(_("to answer for what a union said"), _WITH_EXCHANGE, seen_by=NOBODY)
_REPORT = Rule(_("so that others learn from a visit"), _WITH_VISIT, seen_by=_("those who may read the visit"))


def restricted(purpose: Any, seen_by: Any = _TAKING_PART) -> Rule:
    """A thing that is encrypted and goes a month after the visit."""
    return Rule(purpose, _ONE_MONTH, empty_restricted, seen_by)


RULES: dict[str, Rule] = {
    "exchanges.Exchange.made_by": _ANSWERS_FOR,
    "exchanges.Exchange.title": _CALL,
    "exchanges.Exchange.why": _CALL,
    "exchanges.Exchange.town": _CALL,
    "exchanges.Exchange.access_needs": restricted(
        _("so that the host can prepare; encrypted"), _("the union that asks, and the host that it accepted")
    ),
    "exchanges.HostOffer.made_by": _ANSWERS_FOR,
    "exchanges.HostOffer.place": restricted(_("so that guests find their way; encrypted"), _TWO_UNIONS),
    "exchanges.HostOffer.limits": _OFFER,
    "exchanges.HostOffer.words": _OFFER,
    "exchanges.Visit.place": restricted(_("so that guests find their way; encrypted")),
    "exchanges.Visit.safety_plan": restricted(_("to keep those who travel safe; encrypted")),
    "exchanges.Visit.waiver_reason": Rule(
        _("to say why a report is missing"), _WITH_VISIT, seen_by=_("those who may read what came of the visit")
    ),
    "exchanges.Participant.user": Rule(
        _("so that who takes part is told, and can report"),
        _WITH_VISIT,
        seen_by=_("the person, and staff of their own union; others read the role alone"),
    ),
    "exchanges.Participant.emergency_contact": Rule(
        _("to call somebody if anything happens on the visit; encrypted"),
        _("a month after the visit"),
        forget_emergency_contacts,
        _("the person, and staff of the two unions"),
    ),
    "exchanges.Participant.added_by": Rule(_("to answer for who was given a seat"), _WITH_VISIT, seen_by=NOBODY),
    "exchanges.Participant.token_hash": Rule(
        _("to know the link to a seat again"), _("14 days, or until it is used"), forget_dead_links, NOBODY
    ),
    "exchanges.ItineraryItem.place": restricted(_("so that guests find their way; encrypted")),
    "exchanges.ItineraryItem.host_contact": restricted(_("so that guests can ask somebody there; encrypted")),
    "exchanges.ItineraryItem.notes": Rule(_("to say what is done on a visit"), _WITH_VISIT, seen_by=_TAKING_PART),
    "exchanges.ParticipantReport.learned": _REPORT,
    "exchanges.ParticipantReport.take_home": _REPORT,
    "exchanges.ParticipantReport.tells_at": _REPORT,
    "exchanges.ParticipantReport.tells_whom": _REPORT,
    "exchanges.ExchangeReport.text": _REPORT,
    "exchanges.ExchangeReport.by": _ANSWERS_FOR,
    "exchanges.Commitment.text": Rule(
        _("so that a union is asked whether it kept its word"), _WITH_VISIT, seen_by=_("those who may read the visit")
    ),
}
