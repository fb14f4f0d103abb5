"""How organisations are searched and listed in the directory."""

from typing import Any

from django.db import models
from django.db.models import Count, Func, Q, TextField, Value
from django.db.models.functions import LTrim

from unions.choices import OrganisationState
from unions.validators import folded_name

MOST_WORDS = 6  # of a search; what comes after them is left out
SHORTEST_PART = 3  # letters: shorter words are looked for where a word begins


class ByName(models.QuerySet[Any]):
    """Rows with a folded name, listed by it: pages begin after or before a row, so that none is ever counted off."""

    def by_name(self) -> Any:
        """In the order of their names."""
        return self.order_by("folded_name", "pk")

    def after(self, other: models.Model) -> Any:
        """Those that come after this one."""
        return self.filter(_beyond(other, "gt")).by_name()

    def before(self, other: models.Model) -> Any:
        """Those that come before it, the nearest first: turn them round to show them."""
        return self.filter(_beyond(other, "lt")).order_by("-folded_name", "-pk")


class DirectoryQuerySet(ByName):
    """Organisations by name, and by what the filters of the directory ask."""

    def in_directory(self) -> Any:
        """All but those that the network has removed."""
        return self.exclude(state=OrganisationState.REMOVED)

    def named(self, words: str) -> Any:
        """Those in one of whose names each of these words stands, in any script, whatever its accents."""
        found = self
        for word in words.split()[:MOST_WORDS]:
            found = found.filter(search_text__contains=_pattern(word))
        return found

    def named_exactly(self, words: str) -> Any:
        """Those of this very name or acronym."""
        return self.named(words).filter(Q(acronym__iexact=words) | Q(folded_name=folded_name(words)))

    def narrowed(self, *, country: str = "", kind: str = "", sector: str = "", language: str = "") -> Any:
        """Those that match every filter; a value that nobody knows matches none."""
        found = self.filter(**{name: value for name, value in (("country", country), ("kind", kind)) if value})
        if sector:
            found = found.filter(pk__in=self._organisations_of("coverage", sector__code=sector))
        if language:
            found = found.filter(pk__in=self._organisations_of("languages", language=language))
        return found

    def for_directory(self) -> Any:
        """With what a line of the directory shows; two queries more."""
        shown = ("public_id", "slug", "name", "folded_name", "acronym", "kind", "country", "state")
        return self.only(*shown).prefetch_related("languages", "coverage__sector")

    def counted_by(self, field: str) -> dict[str, int]:
        """Return how many there are for each value of a field, without those that have none."""
        counted = self.order_by().values_list(field).annotate(count=Count("pk"))
        return {value: count for value, count in counted if value}

    def _organisations_of(self, relation: str, **lookups: str) -> Any:
        related = self.model._meta.get_field(relation).related_model
        return related.objects.filter(**lookups).values("organisation")


def _beyond(other: Any, way: str) -> Q:
    same = Q(folded_name=other.folded_name, **{f"pk__{way}": other.pk})
    return Q(**{f"folded_name__{way}e": other.folded_name}) & (Q(**{f"folded_name__{way}": other.folded_name}) | same)


def _pattern(word: str) -> Any:
    """Return what is looked for: short words where a word begins, others anywhere, as `Gewerkschaft` in one."""
    letters = word.split(".")
    spelled = word.replace(".", "") if all(len(letter) <= 1 for letter in letters) else word
    folded = Func(Value(spelled), function="portal_fold_names", output_field=TextField())
    return folded if len(folded_name(spelled)) < SHORTEST_PART else LTrim(folded)
