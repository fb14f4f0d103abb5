"""What somebody wrote themselves in a reply: without what it quotes, without signatures, in characters that show."""

import re
import unicodedata
from collections.abc import Callable

from unions.mail.incoming.boxes import own_address
from unions.validators import HIDDEN

MOST_LINES = 2_000
LONGEST_HEADER = 500  # characters
LONGEST_ATTRIBUTION = 4  # lines of "On Monday, somebody wrote:"
SIGNATURE = re.compile(r"--\s?")
# What programs draw above the mail that they quote whole.
RULE = re.compile(r"\s*(_{8,}|-{8,}|-{5,}[^-]{1,80}-{5,})\s*")
HEADER = re.compile(r"\W{0,5}[^\W:]{1,30}\W{0,5}[:：]")
DAY = re.compile(r"\b\d{4}\b|\b\d{1,2}([./-])\d{1,2}\1\d{2}\b")  # in any script's digits
FROM_A_PHONE = re.compile(
    r"(sent from|get outlook for|envoyé (de|depuis|à partir)|enviado (desde|do|de)|gesendet (von|mit)"
    r"|von meinem|inviato da|verzonden vanaf|wysłane z|отправлено (с|из)|أُ?رسلت? من)\b.{0,60}",
    re.IGNORECASE,
)
SHAPING = {"\n", "\t", "\u200c", "\u200d", "\u200e", "\u200f"}


def own_words(text: str) -> str:
    """Return what is left of a reply when all that others wrote is cut; the signature and what follows it as well."""
    lines = [line.rstrip() for line in _visible(text).split("\n")[:MOST_LINES]]
    lines = _before(lines, lambda line: SIGNATURE.fullmatch(line) is not None)
    lines = _without_quotations(lines)
    lines = _before(lines, lambda line: RULE.fullmatch(line) is not None)
    lines = _before_copy(lines)
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    *rest, last = words.split("\n")
    return "\n".join(rest).strip() if FROM_A_PHONE.fullmatch(last.strip()) else words


def shortened(text: str, longest: int) -> str:
    """Return a text that is not longer than so many characters, with a mark where it was cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _visible(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(each for each in text if each in SHAPING or unicodedata.category(each) not in HIDDEN)


def _before(lines: list[str], is_end: Callable[[str], bool]) -> list[str]:
    """Return the lines above the first that ends what was written; all where nothing stands above it."""
    end = next((number for number, line in enumerate(lines) if is_end(line)), len(lines))
    return lines[:end] if any(line.strip() for line in lines[:end]) else lines


def _without_quotations(lines: list[str]) -> list[str]:
    kept: list[str] = []
    is_quoted = False
    for line in lines:
        if line.lstrip().startswith(">"):
            if not is_quoted:
                _drop_attribution(kept)
            is_quoted = True
        else:
            kept.append(line)
            is_quoted = is_quoted and not line.strip()
    return kept


def _drop_attribution(kept: list[str]) -> None:
    """Take "On Monday, somebody wrote:" from the end; in every language it ends so, and has a date or an address."""
    end = next((number for number in range(len(kept), 0, -1) if kept[number - 1].strip()), 0)
    if not end or not kept[end - 1].endswith((":", "：")):
        return
    lowest = max(0, end - LONGEST_ATTRIBUTION)
    dated = next((number for number in range(end - 1, lowest - 1, -1) if DAY.search(kept[number])), end - 1)
    start = end - 1 if "" in kept[dated:end] else dated
    if re.search(r"[@\d]", kept[start]):
        del kept[start:]


def _before_copy(lines: list[str]) -> list[str]:
    """Cut a mail of ours that stands below without marks: its heads name our address, whatever they are called."""
    own = own_address()
    names_us = re.compile(rf"(<|mailto:|^\W*[^\W:]+\W*[:：].*){re.escape(own)}", re.IGNORECASE)
    for number, line in enumerate(lines):
        if len(line) <= LONGEST_HEADER and own in line.lower() and names_us.search(line):
            above = (start for start in range(number, 0, -1) if not HEADER.match(lines[start - 1]))
            return lines[: next(above, 0)]
    return lines
