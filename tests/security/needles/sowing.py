"""Sows needles: one word in each cell of each personal column, found again wherever it turns up."""

import re
from base64 import b32encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction

from tests.house.test_retention import personal_columns
from unions.fields import PublicIdField
from unions.models import User
from unions.validators import folded_name

SOWN = re.compile(r"ndl[a-z2-7]{9}", re.IGNORECASE)
RANDOM = re.compile(r"(?<![\w-])(?:[2-9b-df-hj-np-tv-xz]{12}|[\w-]{32,})(?![\w-])")
MINE = "ndl"
ADDRESSES = {"unions.User.email", "unions.Recipient.contact_address", "unions.UnionApplication.contact_address"}
ADDRESSES |= {"unions.Organisation.public_email", "solidarity.GuestPledge.address"}
# Closed lists and clocks hold no word; a mail that waits is looked for where it arrives.
WITHOUT_WORDS = {"unions.User.ui_language", "unions.User.time_zone", "unions.User.reading_languages"}
WITHOUT_WORDS |= {"unions.OutgoingMail.envelope_to", "unions.OutgoingMail.message"}
HASHES = ("token_hash", "address_hash")  # already random, and links hang on them


@dataclass(frozen=True)
class Needle:
    """A word that stands in one cell."""

    word: str
    column: str
    row: models.Model


@dataclass
class Haystack:
    """All needles by their word; what was random before counts too: public ids, tokens and their hashes."""

    needles: dict[str, Needle] = field(default_factory=dict)

    def add(self, word: str, column: str, row: models.Model) -> None:
        """Know this word from now on."""
        self.needles[word.lower()] = Needle(word, column, row)

    def found_in(self, text: str) -> list[Needle]:
        """Return the needles in a text, each once."""
        words = {match.lower() for pattern in (SOWN, RANDOM) for match in pattern.findall(text)}
        return [self.needles[word] for word in sorted(words) if word in self.needles]

    def columns(self) -> set[str]:
        """Return the columns in which a needle stands."""
        return {needle.column for needle in self.needles.values()}


def text_columns() -> set[str]:
    """Return the personal columns that hold words, addresses or names of files."""
    return {column for column in personal_columns() if _is_text(_field(column))} - WITHOUT_WORDS


def sow() -> Haystack:
    """Write a needle into every cell that takes one, and know every random id."""
    haystack, numbers = Haystack(), _words()
    for model, columns in _by_model(text_columns()).items():
        for row in model._default_manager.order_by("pk"):
            _sow_row(haystack, row, columns, numbers)
    for user in User.objects.filter(email__isnull=False):
        EmailAddress.objects.filter(user=user).update(email=user.email)
    for column, row in _random_cells():
        haystack.add(getattr(row, column), f"{row._meta.label}.{column}", row)
    return haystack


def _sow_row(haystack: Haystack, row: models.Model, columns: list[str], words: Iterator[str]) -> None:
    """Write into all cells of a row; where the database refuses that, into as many as it allows."""
    sown = {name: next(words) for name in columns}
    written = _write(row, sown)
    if not written:
        sown = {name: word for name, word in sown.items() if _write(row, {name: word})}
    for name, word in sown.items():
        haystack.add(word, f"{row._meta.label}.{name}", row)
    row.refresh_from_db()


def _write(row: models.Model, sown: dict[str, str]) -> bool:
    """Write these needles, and what follows from them; return whether the database takes them."""
    cells = {name: _cell(row, name, word) for name, word in sown.items()}
    if "name" in cells and any(each.name == "folded_name" for each in _fields(type(row))):
        cells["folded_name"] = folded_name(cells["name"])
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**cells)
    except IntegrityError:
        return False
    return True


def _cell(row: models.Model, name: str, word: str) -> str:
    """Return what stands in the cell now, and the needle: of the kind that the column holds."""
    column, held = f"{row._meta.label}.{name}", getattr(row, name) or ""
    room = getattr(_field(column), "max_length", None) or 10_000
    if column in ADDRESSES:
        return f"{word}@example.org"
    if isinstance(_field(column), models.FileField):
        return _file(held, word)
    if name in {"handle", "password", "website", "hashtag"}:
        return {"website": f"https://{word}.example", "hashtag": f"#{word}"}.get(name, word)
    return f"{str(held)[: room - len(word) - 1]} {word}".strip()


def _file(held: Any, word: str) -> str:
    """Copy a private file under a name with the needle, with the needle inside; return the name."""
    with held.open("rb") as file:
        content = file.read()
    renamed = PurePath(held.name).with_stem(word)
    return str(held.storage.save(str(renamed), ContentFile(content + f"\n{word}\n".encode())))


def _words() -> Iterator[str]:
    """Yield words that no text holds: their first nine letters are as unique as all twelve."""
    for number in range(27**5):
        yield MINE + b32encode((number * 2_654_435_761 % 2**30).to_bytes(5, "big")).decode().lower()[2:8] + "zzz"


def _random_cells() -> Iterator[tuple[str, models.Model]]:
    """Yield every public id and every hash of a token."""
    for model in apps.get_models():
        for name in [each.name for each in _fields(model) if isinstance(each, PublicIdField) or each.name in HASHES]:
            yield from ((name, row) for row in model._default_manager.all() if getattr(row, name))


def _by_model(columns: Iterable[str]) -> dict[type[models.Model], list[str]]:
    found: dict[type[models.Model], list[str]] = {}
    for column in sorted(columns):
        label, _dot, name = column.rpartition(".")
        found.setdefault(apps.get_model(label), []).append(name)
    return found


def _field(column: str) -> models.Field:
    label, _dot, name = column.rpartition(".")
    return apps.get_model(label)._meta.get_field(name)


def _fields(model: type[models.Model]) -> list[models.Field]:
    return list(model._meta.concrete_fields)


def _is_text(column: models.Field) -> bool:
    is_random = isinstance(column, PublicIdField) or column.name in HASHES
    holds_words = isinstance(column, models.CharField | models.TextField | models.FileField)
    return holds_words and not is_random and not column.choices
