"""What a person wrote in reply: the words alone, as plain text."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3

from unions.mail.incoming.messages import Mail, header, parts_of, text_bytes
from unions.mail.incoming.quoting import own_words

MOST_TEXT = 200_000  # bytes; more than anybody writes, quotations and all
MOST_MARKUP = 50_000  # characters, from the body on; deep nesting costs the cleaner the square of it
# Other codecs of Python's are no charsets of mail, and some of them take very long over a hostile text.
CHARSETS = re.compile(
    r"(us-?)?ascii|utf-?8|(iso-?8859|windows|cp|koi8|mac|iso-2022|euc|big5|shift)[-_a-z0-9]*|latin-?\d|gb(k|2312|18030)",
    re.IGNORECASE,
)
KEPT_TAGS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "hr", "blockquote", "pre"}
WITHOUT_WORDS = {"script", "style", "head", "title", "template"}


@dataclass(frozen=True)
class Reply:
    """The words of a reply, and whether something came with them that nobody opens."""

    words: str
    has_attachments: bool


def reply_in(mail: Mail) -> Reply:
    """Return what was written; of plain text and HTML the plain text, without quotations and signatures."""
    parts = list(parts_of(mail))
    texts = [part for part in parts if part.get_content_maintype() == "text" and not _is_attached(part)]
    plain = (_decoded(part) for part in texts if part.get_content_type() == "text/plain")
    marked_up = (_without_tags(_decoded(part)) for part in texts if part.get_content_type() == "text/html")
    words = next((text for text in plain if text.strip()), "") or next((text for text in marked_up if text.strip()), "")
    return Reply(own_words(words), has_attachments=len(texts) < len(parts))


def _is_attached(part: Mail) -> bool:
    return header(part, "Content-Disposition").lower().startswith("attachment")


def _decoded(part: Mail) -> str:
    charset = part.get_content_charset("utf-8")
    try:
        return text_bytes(part)[:MOST_TEXT].decode(charset if CHARSETS.fullmatch(charset) else "utf-8", "replace")
    except (LookupError, UnicodeError):
        return text_bytes(part)[:MOST_TEXT].decode("utf-8", "replace")


def _without_tags(marked_up: str) -> str:
    body = max(marked_up.lower().find("<body"), 0)
    marked_up = marked_up[body : body + MOST_MARKUP]
    reader = _Lines()
    reader.feed(nh3.clean(marked_up, tags=KEPT_TAGS, clean_content_tags=WITHOUT_WORDS, attributes={}, link_rel=None))
    reader.close()
    return reader.text


class _Lines(HTMLParser):
    """Writes cleaned HTML as lines; what is quoted gets the mark that plain text has for it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._quotes = 0

    @property
    def text(self) -> str:
        """All lines so far."""
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._quotes += tag == "blockquote"
        self._new_line()
        if tag == "hr":
            self._lines[-1] += "_" * 32
            self._new_line()

    def handle_endtag(self, tag: str) -> None:
        self._quotes = max(0, self._quotes - (tag == "blockquote"))
        self._new_line()
        if tag == "p":
            self._new_line()

    def handle_data(self, data: str) -> None:
        self._lines[-1] += re.sub(r"\s+", " ", data)

    def _new_line(self) -> None:
        self._lines.append("> " if self._quotes else "")
