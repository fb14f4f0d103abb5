"""A mail as a person reads it: its head in words, its text, and the words of its HTML."""

import re
from email.message import EmailMessage
from html.parser import HTMLParser

from django.conf import settings

from unions.fields import PUBLIC_ID_ALPHABET

HEAD = ("Subject", "From", "To", "Content-Language", "List-Id", "List-Unsubscribe")
IDS = re.compile(rf"\b[{PUBLIC_ID_ALPHABET}]{{12}}\b(\.[0-9a-f]{{40}})?")
SIGNED = re.compile(r"(?<=/)[\w-]+:[\w:-]{20,}(?=/)")


class Words(HTMLParser):
    """Collects what stands between the marks, and where the links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.direction = ""
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line with each block, and write down where a link leads."""
        self._is_style = tag == "style"
        given = dict(attrs)
        if tag == "html":
            self.direction = given.get("dir") or ""
        if tag in {"p", "div", "h1", "h2", "li", "tr", "table", "blockquote", "title", "dt", "dd", "td", "br"}:
            self.lines.append("")
        if tag == "a":
            self.lines[-1] += f" <{given.get('href')}> "

    def handle_data(self, data: str) -> None:
        """Keep words, and nothing of the style sheet."""
        if not self._is_style:
            self.lines[-1] += data


class Marks(Words):
    """Collects the elements of a mail too, each with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write down an element."""
        self.elements.append((tag, dict(attrs)))
        super().handle_starttag(tag, attrs)

    @classmethod
    def of(cls, html: str) -> list[tuple[str, dict[str, str | None]]]:
        """Return the elements, in their order."""
        marks = cls()
        marks.feed(html)
        return marks.elements

    @classmethod
    def text_of(cls, html: str) -> str:
        """Return the words."""
        marks = cls()
        marks.feed(html)
        return "\n".join(marks.lines)


def as_read(message: EmailMessage) -> str:
    """Return a mail in words, without what differs from one reader and one run to another."""
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None and html is not None
    words = Words()
    words.feed(html.get_content())
    head = [f"{name}: {message[name]}" for name in HEAD]
    lines = [" ".join(line.split()) for line in words.lines]
    parts = [*head, "", plain.get_content().strip(), "", f"--- HTML, {words.direction} ---", *filter(None, lines)]
    return _alike("\n".join(parts).replace("\r\n", "\n")) + "\n"


def _alike(text: str) -> str:
    text = text.replace(settings.SITE_URL, "https://portal.example.org")
    return IDS.sub("{id}", SIGNED.sub("{signed}", text))
