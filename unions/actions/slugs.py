"""Readable addresses of organisations."""

import unicodedata
from collections.abc import Iterable

from unions.fields import random_public_id
from unions.models import Organisation
from unions.validators import folded_name

LONGEST = 60
TRIES = 20
TAKEN_BY_PAGES = frozenset({"import"})


def free_slugs(organisations: Iterable[Organisation]) -> list[str]:
    """Return one unused slug each, with one query: the acronym or the name, then with country, then with a number."""
    wishes = [_wishes(organisation) for organisation in organisations]
    wanted = [slug for slugs in wishes for slug in slugs]
    taken = set(Organisation.objects.filter(slug__in=wanted).values_list("slug", flat=True)) | TAKEN_BY_PAGES
    free = []
    for slugs in wishes:
        slug = next((slug for slug in slugs if slug not in taken), f"{slugs[0]}-{random_public_id()}")
        taken.add(slug)
        free.append(slug)
    return free


def _wishes(organisation: Organisation) -> list[str]:
    begin = shortened(organisation.acronym) or shortened(organisation.name) or "organisation"
    with_country = f"{begin}-{organisation.country.lower()}" if organisation.country else begin
    return [begin, with_country, *(f"{with_country}-{number}" for number in range(2, TRIES))]


def shortened(name: str) -> str:
    """Return whole words, at most LONGEST letters; letters of every script stay."""
    slug = ""
    for word in unicodedata.normalize("NFC", folded_name(name)).split():
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug
