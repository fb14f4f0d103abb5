"""A request put into words from closed lists, and so whole in every language at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from solidarity.choices import UNITS, DoNot, Mandate
from solidarity.models import Need, SolidarityRequest
from solidarity.notifications.quotations import Quotation, joined, quotations
from unions.choices import Grade
from unions.localised import country_name, date_in_words, money, number
from unions.queries import texts_in

QUOTED = ("title", "what_happens", "own_action", "demands", "further_do_not")


class WrittenCount(int):
    """A number that picks the plural form as itself and is written the reader's way."""

    def __str__(self) -> str:
        return number(int(self))


@dataclass(frozen=True)
class AskedNeed:
    """One need in words: the kind, how much of it, by when, and all in one line; `title` is the asker's own."""

    kind: str
    amount: str
    by: str
    sentence: str
    title: str = ""


@dataclass(frozen=True)
class ComposedAsk:
    """What a union asks: all but the quotations is composed from closed lists.

    Below the public grade there are no names, no places and nothing of the asker's own words.
    """

    language: str
    asker: str
    country: str
    sector: str
    facts: list[tuple[str, str]]
    needs: list[AskedNeed]
    do_nots: list[str]
    quotes: list[Quotation] = field(default_factory=list)

    @property
    def title(self) -> Quotation | None:
        """The title that the asker gave it, where it may be told."""
        return next((quote for quote in self.quotes if quote.field == "title"), None)

    @property
    def joined_quotes(self) -> list[Quotation]:
        """What the asker wrote, as few quotations as its languages allow."""
        return joined(self.quotes)


def composed_ask(
    solidarity_request: SolidarityRequest, language: str, grade: Grade = Grade.PUBLIC, reads: Sequence[str] = ()
) -> ComposedAsk:
    """Return the ask in this language, as full as the grade allows; a draft may lack any part.

    The asker's own words are in the first of the languages `reads` that there is, else as they were written.
    """
    is_public = grade == Grade.PUBLIC
    needs = list(solidarity_request.needs.select_related("kind", "solidarity_request"))
    titles = own_words(needs, reads) if is_public else {}
    with translation.override(language):
        return ComposedAsk(
            language=language,
            asker=solidarity_request.organisation.name if is_public else "",
            country=country_name(solidarity_request.country),
            sector=solidarity_request.sector.name if solidarity_request.sector else "",
            facts=[*(_names(solidarity_request) if is_public else []), *_facts(solidarity_request)],
            needs=[asked_need(need, titles.get(need.pk, "")) for need in needs],
            do_nots=[str(DoNot(code).label) for code in solidarity_request.do_nots],
            quotes=quotations(solidarity_request, QUOTED, reads) if is_public else [],
        )


def own_words(needs: Iterable[Need], languages: Sequence[str]) -> dict[int, str]:
    """Return what the asker called its needs, by key, in the first of these languages that there is; one query."""
    titled = [need for need in needs if need.title]
    texts = texts_in(titled, ["title"], languages) if titled else {}
    return {key: text["title"].text for key, text in texts.items()}


def asked_need(need: Need, title: str = "") -> AskedNeed:
    """Return a need in words of the active language; `title` is what the asker called it, where that may be told."""
    parts = {
        "kind": need.kind.name,
        "amount": amount_in_words(need.quantity, need.kind.unit, need.currency),
        "by": date_in_words(need.wanted_by),
    }
    sentence = _("%(kind)s: %(amount)s, by %(by)s") % parts
    return AskedNeed(**parts, sentence=sentence, title=title)


def amount_in_words(quantity: int, unit: str, currency: str = "") -> str:
    """`10000`, `letters` → 10,000 letters, in the active language and its plural forms; money in its currency."""
    if currency:
        return money(quantity, currency)
    words = UNITS.get(unit, UNITS["acts"])
    return str(words % {"count": WrittenCount(quantity)})


def _names(solidarity_request: SolidarityRequest) -> list[tuple[str, str]]:
    employer = solidarity_request.employer
    workers = solidarity_request.workers_concerned
    facts = [
        (_("Who asks"), solidarity_request.organisation.name),
        (_("Employer"), employer.name if employer else ""),
        (_("How many are concerned"), _workers(workers) if workers else ""),
    ]
    return [fact for fact in facts if fact[1]]


def _facts(solidarity_request: SolidarityRequest) -> list[tuple[str, str]]:
    facts = [
        (_("Country"), country_name(solidarity_request.country)),
        (_("Sector"), solidarity_request.sector.name if solidarity_request.sector else ""),
        (_("How urgent"), solidarity_request.get_urgency_display()),
        (_("Who decided on this call"), _mandate(solidarity_request)),
    ]
    return [fact for fact in facts if fact[1]]


def _workers(count: int) -> str:
    return ngettext("%(count)s worker", "%(count)s workers", count) % {"count": number(count)}


def _mandate(solidarity_request: SolidarityRequest) -> str:
    mandate = solidarity_request.mandate
    if not mandate or solidarity_request.federation_confirmed_at or mandate == Mandate.FEDERATION:
        return solidarity_request.get_mandate_display()
    return _("%(mandate)s; not yet confirmed by the federation") % {"mandate": Mandate(mandate).label}
