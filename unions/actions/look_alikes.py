"""Names that a person could take for one another: the same once accents, scripts, spaces and hidden characters go."""

import unicodedata
from collections.abc import Iterable

from django.db.models import Prefetch

from unions.actions.confusables import ALIKE, DIGITS, INVISIBLE, SEQUENCES
from unions.choices import OrganisationState
from unions.models import Organisation, OrganisationName, UnionApplication

# Entries of the directory that a union may turn out to be; the others have a history with the network.
CLAIMABLE_STATES = (
    OrganisationState.LISTED,
    OrganisationState.APPLYING,
    OrganisationState.DECLINED,
    OrganisationState.WITHDRAWN,
)
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def looks_like(name: str, other: str) -> bool:
    """Whether a reader could take one name for the other."""
    return bool(skeletons(name) & skeletons(other))


def skeletons(name: str) -> frozenset[str]:
    """Return what is left of a name when all that the eye passes over is gone; nothing for a name without a letter.

    There are two: letters as they stand (capital Η looks like H), and as they stand in small (η looks like n).
    After Unicode Technical Standard 39, section 4, with a table of our own.
    """
    bare = _bare(name)
    found = (_plain("".join(map(_alike, letters))) for letters in (bare, bare.casefold()))
    return frozenset(skeleton for skeleton in found if skeleton)


def approved_like(*names: str) -> list[Organisation]:
    """Return the approved organisations one of whose names, acronyms included, looks like one of these."""
    return _like(Organisation.objects.approved(), names)


def entries_for(application: UnionApplication) -> list[Organisation]:
    """Return the entries of the directory that the applicant may be: of its country and its name, or named by it."""
    here = Organisation.objects.filter(state__in=CLAIMABLE_STATES, country=application.country)
    found = _like(here, [application.name])
    named = here.filter(applications=application).exclude(pk__in=[each.pk for each in found])
    return [*named, *found]


def _like(organisations: Iterable[Organisation], names: Iterable[str]) -> list[Organisation]:
    wanted = frozenset().union(*(skeletons(name) for name in names))
    further = Prefetch("names", OrganisationName.objects.only("name", "organisation_id"))
    rows = organisations.prefetch_related(further).order_by("folded_name", "pk")  # type: ignore[attr-defined]
    return [row for row in rows if wanted & frozenset().union(*(skeletons(name) for name in _names(row)))]


def _names(organisation: Organisation) -> list[str]:
    return [organisation.name, organisation.acronym, *(each.name for each in organisation.names.all())]


def _bare(name: str) -> str:
    """Return the name without accents and without what shows nothing."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name))
    return "".join(c for c in decomposed if not _is_passed_over(c))


def _is_passed_over(character: str) -> bool:
    is_hidden = character in INVISIBLE or unicodedata.category(character) in _HIDDEN
    is_variant = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return is_hidden or is_variant or bool(unicodedata.combining(character))


def _alike(character: str) -> str:
    """Return the letter or digit that this one is taken for: `٣` and `३` for 3, Cyrillic `а` for Latin a."""
    number = unicodedata.decimal(character, None)
    return str(number) if number is not None else ALIKE.get(character, character)


def _plain(letters: str) -> str:
    small = "".join(map(_alike, letters.casefold()))
    kept = "".join(c for c in small if c.isalnum() or unicodedata.category(c).startswith("M"))
    for together, one in SEQUENCES:
        kept = kept.replace(together, one)
    return "".join(DIGITS.get(c, c) for c in kept)
