"""A request while it is written: every step is kept, and nobody else is told or shown anything."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from solidarity.choices import ONE_TIGHTER, RequestState, SafetyAnswer, Situation, Urgency, Visibility
from solidarity.models import Addressee, SolidarityRequest
from solidarity.permissions import is_wider
from solidarity.queries import routing
from unions.audit import record
from unions.choices import NeedLevel
from unions.models import Organisation, User
from unions.validators import Refused, check_fields

LONGEST_RUN = timedelta(days=90)
STORY = ("language", "what_happens", "employer", "country", "place", "sector", "languages", "situation", "demands")
OURSELVES = ("own_action", "mandate", "do_nots", "further_do_not", "contact", "worksite", "symbolic_reason")
SAFETY = ("danger", "recognisable", "consent", "is_life_or_liberty", "wanted_visibility")
CALL = ("title", "urgency", "closes_on", "workers_concerned", "background")
NEED_DEMANDS = frozenset((Situation.IN_STRUGGLE, Situation.UNDER_ATTACK))
ANSWERS = frozenset((*STORY, *OURSELVES, *SAFETY, *CALL))


@transaction.atomic
def start(
    *, by: User, at: datetime, organisation: Organisation, language: str, is_demonstration: bool = False, **answers: Any
) -> SolidarityRequest:
    """Begin a draft of this organisation with the answers given so far. Raises Refused where one breaks its rule."""
    draft = SolidarityRequest(
        organisation=organisation,
        made_by=by,
        language=language,
        is_demonstration=is_demonstration,
        made_at=at,
        changed_at=at,
    )
    _set(draft, answers, at)
    check_fields(draft, ["language"])
    draft.save()
    record("request_drafted", draft, by=by, at=at, to_state=draft.state)
    return draft


@transaction.atomic
def change(*, by: User, at: datetime, solidarity_request: SolidarityRequest, **answers: Any) -> SolidarityRequest:
    """Keep these answers of a draft; danger keeps it among the unions asked. Raises Refused with the field."""
    draft = locked(solidarity_request)
    _set(draft, answers, at)
    draft.save(update_fields=[*answers, "wanted_visibility", "place_visibility", "changed_at"])
    take_back(draft)
    record("request_draft_changed", draft, by=by, at=at, from_state=draft.state, to_state=draft.state)
    return draft


@transaction.atomic
def choose(
    *, by: User, at: datetime, solidarity_request: SolidarityRequest, organisations: Sequence[Organisation]
) -> list[Addressee]:
    """Keep which unions are to be asked, at most twelve, with the reasons. Raises Refused."""
    draft = locked(solidarity_request)
    take_back(draft)
    found = refuse_unless_askable(draft, organisations)
    draft.addressees.exclude(organisation__in=found).delete()
    record("request_draft_changed", draft, by=by, at=at, from_state=draft.state, to_state=draft.state)
    return Addressee.objects.bulk_create(
        [Addressee(solidarity_request=draft, organisation=each, reasons=each.reasons) for each in found],
        update_conflicts=True,
        unique_fields=["solidarity_request", "organisation"],
        update_fields=["reasons"],
    )


@transaction.atomic
def discard(*, by: User, at: datetime, solidarity_request: SolidarityRequest) -> None:
    """Throw a draft away for good. Raises Refused once it is published."""
    draft = locked(solidarity_request)
    record("request_draft_discarded", draft, by=by, at=at, from_state=draft.state)
    draft.delete()


def locked(solidarity_request: SolidarityRequest) -> SolidarityRequest:
    """Return the draft as it is now, held until the transaction ends. Raises Refused once it is published."""
    rows = SolidarityRequest.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    found = rows.filter(pk=solidarity_request.pk).first()
    if found is None or found.state != RequestState.DRAFT:
        raise Refused(_("This request is published already: change it on its own page."))
    return found


def take_back(draft: SolidarityRequest) -> None:
    """Once it changes, a draft that vouchers were asked to publish must be put to them anew; the caller holds it."""
    if draft.put_to_vouchers_at is not None:
        draft.put_to_vouchers_at = None
        draft.save(update_fields=["put_to_vouchers_at"])


def refuse_unless_askable(draft: SolidarityRequest, organisations: Sequence[Organisation]) -> list[Any]:
    """Return these organisations with their reasons. Raises Refused beyond twelve, or where nobody can be told."""
    if len(organisations) > routing.MOST_ASKED:
        raise Refused(
            _("Ask at most twelve unions: a few that are near answer sooner than many."), field="organisations"
        )
    found = routing.with_reasons(draft, organisations)
    if len(found) < len({organisation.pk for organisation in organisations}):
        raise Refused(_("One of these unions cannot be asked: nobody there can be told."), field="organisations")
    return found


def missing(draft: SolidarityRequest, on: date) -> list[Refused]:
    """Return what still keeps this draft from being published on this day, in the order of the steps."""
    return [*_missing_story(draft), *_missing_needs(draft, on), *_missing_safety(draft), *_missing_call(draft, on)]


def proposed_urgency(draft: SolidarityRequest) -> str:
    """Return an emergency where life or liberty is at stake, else what was chosen."""
    return Urgency.EMERGENCY_24H if draft.is_life_or_liberty else draft.urgency


def _set(draft: SolidarityRequest, answers: dict[str, Any], at: datetime) -> None:
    unknown = answers.keys() - ANSWERS
    if unknown:
        raise TypeError(f"A draft has no {', '.join(sorted(unknown))}.")
    for name, value in answers.items():
        setattr(draft, name, value)
    check_fields(draft, answers)
    draft.changed_at = at
    if not answers.keys().isdisjoint(SAFETY):
        _keep_safe(draft)


def _keep_safe(draft: SolidarityRequest) -> None:
    if draft.is_at_risk and is_wider(draft.wanted_visibility, Visibility.NAMED_ORGANISATIONS):
        draft.wanted_visibility = Visibility.NAMED_ORGANISATIONS
    draft.place_visibility = ONE_TIGHTER[Visibility(draft.wanted_visibility)]


def _missing_story(draft: SolidarityRequest) -> list[Refused]:
    refusals = []
    if not draft.what_happens:
        refusals.append(Refused(_("Say in a few sentences what is happening."), field="what_happens"))
    if draft.employer_id is None:
        refusals.append(Refused(_("Say at which employer or public body it happens."), field="employer"))
    if not draft.country:
        refusals.append(Refused(_("Say in which country it happens."), field="country"))
    if draft.situation in NEED_DEMANDS and not draft.demands:
        refusals.append(Refused(_("In a struggle or under attack, say what you demand."), field="demands"))
    return refusals


def _missing_needs(draft: SolidarityRequest, on: date) -> list[Refused]:
    needs = list(draft.needs.select_related("kind"))
    if not needs:
        return [Refused(_("Name at least one thing that would help."), field="needs")]
    if any(need.wanted_by < on for need in needs):
        return [Refused(_("The date of one of your needs has passed."), field="needs")]
    if all(need.kind.level == NeedLevel.SYMBOLIC for need in needs) and not draft.symbolic_reason:
        return [
            Refused(_("All that you ask is symbolic: say why, or ask for something more."), field="symbolic_reason")
        ]
    return []


def _missing_safety(draft: SolidarityRequest) -> list[Refused]:
    refusals = []
    if not draft.own_action:
        refusals.append(Refused(_("Say what you are doing yourselves."), field="own_action"))
    if not draft.contact:
        refusals.append(Refused(_("Say how we reach you."), field="contact"))
    if not draft.danger or not draft.recognisable:
        refusals.append(Refused(_("Answer the questions about safety."), field="danger"))
    if draft.recognisable not in {"", SafetyAnswer.NO} and not draft.consent:
        refusals.append(Refused(_("Say whether those who can be recognised have agreed."), field="consent"))
    return refusals


def _missing_call(draft: SolidarityRequest, on: date) -> list[Refused]:
    refusals = []
    if not draft.title:
        refusals.append(Refused(_("Give it a title."), field="title"))
    if draft.urgency == Urgency.EMERGENCY_24H and not draft.is_life_or_liberty:
        words = _("An emergency is when somebody’s life or liberty is in danger: say so under safety.")
        refusals.append(Refused(words, field="urgency"))
    closing = closing_refusal(draft, on)
    return [*refusals, closing] if closing else refusals


def closing_refusal(draft: SolidarityRequest, on: date) -> Refused | None:
    """Return what is wrong with the closing day, if anything: passed, beyond ninety days, before a need's date."""
    closes_on = draft.closes_on or on + LONGEST_RUN
    if closes_on <= on:
        return Refused(_("This day has passed: choose a later one."), field="closes_on")
    if closes_on > on + LONGEST_RUN:
        return Refused(_("A request runs for 90 days at most: choose an earlier day."), field="closes_on")
    if draft.needs.filter(wanted_by__gt=closes_on).exists():
        return Refused(_("One of your needs runs longer than this: choose a later day."), field="closes_on")
    return None
