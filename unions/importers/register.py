"""What stands already, and what a list is about to add: where a row finds the organisation that it means."""

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import TypeVar

from django.db.models import Q
from django.db.models.functions import Upper

from unions.actions.listed_organisations import Entry
from unions.importers.checking import Facts
from unions.models import Organisation
from unions.validators import folded_name

CHUNK = 1_000
NEARLY = 0.9
SMALL_WORDS = "a and d da das de dei del della delle der des di die du e ed et for fur la las le les los of the und y"
LIKE_LATIN = str.maketrans(dict(zip("авсенікморѕтухјαβεηικμνορτυχζ", "abcehikmopstyxjabehikmnoptyxz", strict=True)))
Item = TypeVar("Item")


class Register:
    """Entries by identifier, by name, by acronym. All that a list needs is read at once, chunk by chunk."""

    def __init__(self, listed: list[Facts]) -> None:
        self.by_identifier: dict[tuple[str, str], Entry] = {}
        self.by_name: dict[tuple[str, str], Entry] = {}
        self.by_other_name: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self.by_acronym: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self.by_pk: dict[int, Entry] = {}
        self.parents: dict[int, int] = {}
        for chunk in _chunks(listed):
            self._read(chunk)
        if self.by_pk:
            self.parents = dict(Organisation.objects.filter(parent__isnull=False).values_list("pk", "parent_id"))

    def _read(self, listed: list[Facts]) -> None:
        folded, acronyms, identifiers = _keys(listed)
        found = (
            Organisation.objects.annotate(folded_acronym=Upper("acronym"))
            .filter(
                Q(folded_name__in=folded)
                | Q(names__folded_name__in=folded)
                | Q(folded_acronym__in=acronyms)
                | Q(identifiers__value__in=identifiers)
            )
            .exclude(pk__in=list(self.by_pk))
            .distinct()
            .prefetch_related("names", "identifiers", "languages", "coverage__sector", "affiliations")
        )
        for organisation in found:
            self.add(Entry.of(organisation))

    def add(self, entry: Entry) -> None:
        """Take an entry up under all that it is known by."""
        if entry.organisation.pk:
            self.by_pk[entry.organisation.pk] = entry
        country = entry.organisation.country
        self.by_name[country, entry.organisation.folded_name] = entry
        self.by_identifier.update(dict.fromkeys(entry.identifiers, entry))
        if entry.organisation.acronym:
            _once(self.by_acronym[country, folded_name(entry.organisation.acronym)], entry)
        for name in entry.names:
            _once(self.by_other_name[country, name], entry)

    def meant_by(self, facts: Facts) -> list[Entry]:
        """Return the organisation that this row means: none, one, or two that contradict each other."""
        by_identifier = [self.by_identifier[key] for key in facts.identifiers if key in self.by_identifier]
        by_name = self.by_name.get((facts.country, facts.folded))
        found = list({id(entry): entry for entry in (*by_identifier, *filter(None, [by_name]))}.values())
        return found or self._by_other_names(facts) or self._by_acronym(facts)

    def _by_other_names(self, facts: Facts) -> list[Entry]:
        entries = self.by_other_name.get((facts.country, facts.folded), [])
        return entries if len(entries) == 1 else []

    def _by_acronym(self, facts: Facts) -> list[Entry]:
        same = self.same_acronym(facts)
        agreeing = [entry for entry in same if any(agree(facts.folded, name) for name in entry.all_names())]
        return agreeing if len(agreeing) == 1 else []

    def same_acronym(self, facts: Facts) -> list[Entry]:
        """Return those of this country with the row's acronym."""
        acronym = folded_name(facts.row.acronym)
        return self.by_acronym.get((facts.country, acronym), []) if acronym else []

    def imitated_by(self, facts: Facts) -> Entry | None:
        """Return the organisation whose name this one only looks like, letter for letter of another alphabet."""
        imitated = facts.folded.translate(LIKE_LATIN)
        if imitated == facts.folded:
            return None
        return next((entry for (_, name), entry in self.by_name.items() if name == imitated), None)

    def named(self, words: str, country: str) -> list[Entry]:
        """Return those called like this, by identifier, name or acronym: in the country, else without a country."""
        scheme, _, value = words.partition(":")
        if (scheme.upper(), value) in self.by_identifier:
            return [self.by_identifier[scheme.upper(), value]]
        return self._named_in(folded_name(words), country) or self._named_in(folded_name(words), "")

    def _named_in(self, folded: str, country: str) -> list[Entry]:
        by_name = self.by_name.get((country, folded))
        if by_name:
            return [by_name]
        return self.by_acronym.get((country, folded), []) or self.by_other_name.get((country, folded), [])

    def is_below(self, entry: Entry, other: Entry) -> bool:
        """Whether `other` stands at or under `entry`, so that it cannot become its parent."""
        above: Entry | None = other
        seen: set[int] = set()
        while above is not None and id(above) not in seen:
            if above is entry:
                return True
            seen.add(id(above))
            above = above.parent or self._stored_parent(above)
        return False

    def _stored_parent(self, entry: Entry) -> Entry | None:
        pk: int | None = entry.organisation.pk
        while pk and (pk := self.parents.get(pk)):
            if pk in self.by_pk:
                return self.by_pk[pk]
        return None


def agree(one: str, other: str) -> bool:
    """Whether two folded names mean the same: word for word, but for small words and slips of a letter or two."""
    words, others = _words(one), _words(other)
    if len(words) != len(others) or not words:
        return False
    return all(_alike(word, its_twin) for word, its_twin in zip(words, others, strict=True))


def _alike(word: str, other: str) -> bool:
    if word == other or any(map(str.isdigit, word + other)):
        return word == other
    return SequenceMatcher(None, word, other, autojunk=False).ratio() >= NEARLY


def _words(folded: str) -> list[str]:
    return [word for word in folded.split() if word not in SMALL_WORDS.split()]


def _keys(listed: list[Facts]) -> tuple[set[str], set[str], set[str]]:
    folded, acronyms, identifiers = set(), set(), set()
    for facts in listed:
        ties = [name for name in (facts.row.parent, *facts.row.affiliations) if name]
        folded |= {facts.folded, facts.folded.translate(LIKE_LATIN), *map(folded_name, ties)}
        acronyms |= {text.upper() for text in (facts.row.acronym, *ties) if text}
        identifiers |= {value for _, value in facts.identifiers} | {tie.partition(":")[2] for tie in ties if ":" in tie}
    return folded - {""}, acronyms, identifiers


def _once(entries: list[Entry], entry: Entry) -> None:
    if entry not in entries:
        entries.append(entry)


def _chunks(items: list[Item]) -> Iterable[list[Item]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
