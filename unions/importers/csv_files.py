"""CSV files as they come from spreadsheets: their encoding, their separator and what can be wrong with them."""

import codecs
import csv
import io

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from unions.validators import Refused

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000
MAX_CELL = 5_000  # characters
SEPARATORS = ",;\t"


class Unreadable(Refused):
    """The file is not a table that can be read."""


def rows_of(content: bytes, *, needed: tuple[str, ...], known: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of a CSV file by column; raise Unreadable in words that its owner understands."""
    text = decoded(content)
    lines = _table(text)
    header = [_column(name) for name in lines[0]] if lines else []
    _check_header(header, needed, known)
    if len(lines) - 1 > MAX_ROWS:
        raise Unreadable(format_lazy(_("The file has more than {count} rows. Please split it."), count=MAX_ROWS))
    return [
        _row(header, cells, number) for number, cells in enumerate(lines[1:], start=2) if any(map(str.strip, cells))
    ]


def decoded(content: bytes) -> str:
    """Return the text: UTF-8, UTF-16 with its mark, or Windows' Western European."""
    if len(content) > MAX_BYTES:
        raise Unreadable(_("The file is larger than 5 MB."))
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded_as(content, "utf-16")
    if b"\0" in content:
        raise Unreadable(_("This is not a text file. Save the table as CSV and send that."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded_as(content, "cp1252")


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(_("The letters in this file cannot be read. Save it as CSV in UTF-8.")) from error


def _table(text: str) -> list[list[str]]:
    first = text.lstrip().split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Unreadable(_("This is not a CSV file, or a quotation mark in it is never closed.")) from error


def _column(name: str) -> str:
    return "_".join(name.strip().casefold().split())


def _check_header(header: list[str], needed: tuple[str, ...], known: tuple[str, ...]) -> None:
    missing = [name for name in needed if name not in header]
    if missing:
        raise Unreadable(
            format_lazy(
                _("The first line must name the columns. Missing: {missing}. Known columns: {known}."),
                missing=", ".join(missing),
                known=", ".join(known),
            )
        )
    if len(set(header)) != len(header):
        raise Unreadable(_("Two columns have the same name."))


def _row(header: list[str], cells: list[str], number: int) -> dict[str, str]:
    if len(cells) > len(header):
        raise Unreadable(
            format_lazy(_("Row {number} has more cells than there are columns. Is a text not quoted?"), number=number)
        )
    if any(len(cell) > MAX_CELL for cell in cells):
        raise Unreadable(
            format_lazy(_("A cell of row {number} is longer than {count} characters."), number=number, count=MAX_CELL)
        )
    return {name: " ".join(cell.split()) for name, cell in zip(header, cells, strict=False)}
