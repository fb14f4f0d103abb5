"""What the portal proposes to a union that asks: the title, the contact, and which unions are ticked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import pgettext

from solidarity.choices import CLOSE_TIES, TIES, Why
from solidarity.models import SolidarityRequest
from solidarity.queries import clocks, routing
from unions.localised import country_name
from unions.models import Organisation

LONGEST_EMPLOYER = 50
TICKED_TIES = (*CLOSE_TIES, Why.SAME_SECTOR)


@dataclass(frozen=True)
class Row:
    """A union that could be asked: why, and whether it would owe an answer."""

    organisation: Organisation
    reasons: list[str]
    is_ticked: bool
    owes_answer: bool
    is_busy: bool


def title(solidarity_request: SolidarityRequest) -> str:
    """Return employer, country and first kind of help, in the language of the text where the portal has it."""
    need = solidarity_request.needs.select_related("kind").first()
    employer = solidarity_request.employer
    if need is None or employer is None:
        return ""
    offered = {code for code, _ in settings.LANGUAGES}
    language = solidarity_request.language if solidarity_request.language in offered else translation.get_language()
    with translation.override(language):
        words = pgettext("proposed title of a request", "%(employer)s, %(country)s: %(help)s")
        return words % {
            "employer": Truncator(employer.name).chars(LONGEST_EMPLOYER),
            "country": country_name(solidarity_request.country),
            "help": need.kind.name,
        }


def contact(organisation: Organisation) -> str:
    """Return how this union was reached last, else its public address."""
    published = SolidarityRequest.objects.filter(organisation=organisation).exclude(contact="")
    last = published.order_by("-made_at").first()
    return last.contact if last else organisation.public_email


def rows(
    solidarity_request: SolidarityRequest, *, ticked: list[Organisation] | None, found: list[Organisation], at: datetime
) -> list[Row]:
    """Return the unions to choose from: those found by name, those ticked, those proposed; each once.

    Without a choice yet (`ticked` is None) the nearest twelve of the same worksite, employer, group or sector are.
    """
    proposed = routing.proposals(solidarity_request)
    if ticked is None:
        near = [each for each in proposed if set(_reasons(each)) & set(TICKED_TIES)]
        ticked = near[: routing.MOST_ASKED]
    shown = {each.pk: each for each in [*found, *routing.with_reasons(solidarity_request, ticked), *proposed]}
    busy, chosen = clocks.busy(shown.values(), at), {each.pk for each in ticked}
    return [_row(each, is_ticked=each.pk in chosen, is_busy=each.pk in busy) for each in shown.values()]


def _row(organisation: Organisation, *, is_ticked: bool, is_busy: bool) -> Row:
    reasons = _reasons(organisation)
    is_near = clocks.owes_answer(reasons)
    words = [str(TIES[Why(reason)]) for reason in reasons]
    return Row(organisation, words, is_ticked, owes_answer=is_near and not is_busy, is_busy=is_near and is_busy)


def _reasons(organisation: Any) -> list[str]:
    return list(organisation.reasons)
