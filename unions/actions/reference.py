"""Loads the closed lists that are shipped with the program: sectors, kinds of need and the pages about the portal."""

import csv
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models, transaction
from django.utils import translation

from unions.models import NeedKind, Sector, StaticPage

DATA = Path(__file__).resolve().parent.parent / "data"
PAGES = ("how-it-works", "about", "privacy", "terms", "accessibility", "legal-notice")


class Loaded(NamedTuple):
    """How many rows of each list stand in the database now."""

    sectors: int
    need_kinds: int
    pages: int


@transaction.atomic
def load(*, refresh_pages: bool = False) -> Loaded:
    """Write sectors and kinds of need as shipped; add pages and languages that are missing. May run again and again.

    Pages belong to the network's editors once they stand: only `refresh_pages` puts the shipped texts back.
    """
    with translation.override(settings.LANGUAGE_CODE):
        for sector in rows_of("sectors"):
            _write(Sector, {**sector, "isic_divisions": sector["isic_divisions"].split()})
        for kind in rows_of("need_kinds"):
            _write(NeedKind, _need_kind(kind))
        for position, slug in enumerate(PAGES, start=1):
            _write_page(slug, position, refresh=refresh_pages)
    return Loaded(Sector.objects.count(), NeedKind.objects.count(), StaticPage.objects.count())


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a shipped list."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _need_kind(row: dict[str, str]) -> dict[str, Any]:
    flags = {name: row[name] == "1" for name in ("is_light", "needs_acceptance", "has_ceiling")}
    return {**row, **flags, "effort_minutes": int(row["effort_minutes"]) if row["effort_minutes"] else None}


def _write(model: type[models.Model], values: dict[str, Any]) -> None:
    manager = model._default_manager
    if not manager.filter(**values).exists():
        manager.update_or_create(code=values["code"], defaults=values)


def _write_page(slug: str, position: int, *, refresh: bool) -> None:
    page, _ = StaticPage.objects.get_or_create(slug=slug, defaults={"position": position})
    for language, _endonym in settings.LANGUAGES:
        file = DATA / "pages" / f"{slug}.{language}.md"
        if file.exists() and (refresh or not getattr(page, f"body_{language}")):
            title, body = _title_and_body(file.read_text(encoding="utf-8"))
            setattr(page, f"title_{language}", title)
            setattr(page, f"body_{language}", body)
    page.save()


def _title_and_body(text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n")
    return first.removeprefix("# ").strip(), rest.strip()
