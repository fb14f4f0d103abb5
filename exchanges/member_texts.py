"""What members write about exchanges and visits, and how the network hides it when a reader reports it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchanges.models import (
    Commitment,
    Exchange,
    ExchangeReport,
    HostOffer,
    ItineraryItem,
    ParticipantReport,
    Visit,
)
from unions.member_texts import MemberTexts, register


def outcome_page(visit: Visit) -> str:
    """Return where stands what came of a visit."""
    return reverse("exchanges:visit-outcome", args=[visit.public_id])


def visits_of(reader: Any) -> "QuerySet[Visit]":
    """Return the visits of which this reader may read what came of them: reported ones, and those of their own."""
    listed = Q(pk__in=Visit.objects.listed_to(reader).values("pk"))
    return Visit.objects.filter(listed | Q(pk__in=Visit.objects.visible_to(reader).values("pk")))


def reports_for(reader: Any) -> "QuerySet[ParticipantReport]":
    """Return one's own report, those of one's own union's seats, and those that their authors let others read."""
    own = Q(pk__in=ParticipantReport.objects.visible_to(reader).values("pk"))
    shown = Q(may_be_shown=True, participant__visit__in=visits_of(reader).values("pk"))
    return ParticipantReport.objects.filter(own | shown).select_related(
        "participant__visit", "participant__organisation", "participant__user"
    )


def items_for(reader: Any) -> "QuerySet[ItineraryItem]":
    """Return the agendas of one's own visits, and what everyone may read of those that were reported."""
    own = Q(visit__in=Visit.objects.visible_to(reader).values("pk"))
    shown = Q(is_public=True, visit__in=Visit.objects.listed_to(reader).values("pk"))
    return ItineraryItem.objects.filter(own | shown).select_related("visit__host")


KINDS = [
    MemberTexts(
        name="exchange",
        label=_("An exchange"),
        fields={"title": _("Title"), "why": _("Why they want to meet"), "town": _("Town or region")},
        visible_to=lambda reader: Exchange.objects.visible_to(reader).select_related("organisation"),
        page=lambda subject: reverse("exchanges:exchange-detail", args=[subject.public_id]),
        organisation=lambda subject: subject.organisation,
    ),
    MemberTexts(
        name="offer",
        label=_("An offer to an exchange"),
        fields={"words": _("A word to them"), "limits": _("What is not possible")},
        visible_to=lambda reader: HostOffer.objects.visible_to(reader).select_related("organisation", "exchange"),
        page=lambda subject: reverse("exchanges:exchange-detail", args=[subject.exchange.public_id]),
        organisation=lambda subject: subject.organisation,
    ),
    MemberTexts(
        name="agenda-item",
        label=_("An item of an agenda"),
        fields={"notes": _("Notes")},
        visible_to=items_for,
        page=lambda subject: outcome_page(subject.visit),
        organisation=lambda subject: subject.visit.host,
    ),
    MemberTexts(
        name="participant-report",
        label=_("What somebody takes home from a visit"),
        fields={"learned": _("What they learned"), "take_home": _("What they take home")},
        visible_to=reports_for,
        found_by="participant__public_id",
        page=lambda subject: outcome_page(subject.participant.visit),
        organisation=lambda subject: subject.participant.organisation,
        author=lambda subject: subject.participant.user,
    ),
    MemberTexts(
        name="union-report",
        label=_("What a union says came of a visit"),
        fields={"text": _("What came of it")},
        visible_to=lambda reader: ExchangeReport.objects.filter(
            visit__in=visits_of(reader).values("pk")
        ).select_related("visit", "organisation"),
        page=lambda subject: outcome_page(subject.visit),
        organisation=lambda subject: subject.organisation,
    ),
    MemberTexts(
        name="visit",
        label=_("Why a visit was closed without all reports"),
        fields={"waiver_reason": _("The reason given")},
        visible_to=lambda reader: visits_of(reader).select_related("exchange__organisation"),
        page=outcome_page,
        organisation=lambda subject: subject.exchange.organisation,
        language=lambda subject: subject.exchange.language,
    ),
    MemberTexts(
        name="commitment",
        label=_("What a union promised on a visit"),
        fields={"text": _("What the union will do")},
        visible_to=lambda reader: Commitment.objects.filter(visit__in=visits_of(reader).values("pk")).select_related(
            "visit", "organisation"
        ),
        page=lambda subject: outcome_page(subject.visit),
        organisation=lambda subject: subject.organisation,
    ),
]

for kind in KINDS:
    register(kind)
