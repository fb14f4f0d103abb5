"""The public pages of a running portal, found by following its own links."""

import ssl
import urllib.error
import urllib.request
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

MOST = 60  # pages; templates repeat long before


class Links(HTMLParser):
    """Collects where a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Keep each anchor's address."""
        self.found += [value for name, value in attributes if tag == "a" and name == "href" and value]


def public_pages(address: str) -> dict[str, str]:
    """Return the pages that a visitor reaches from the home pages of two directions, as address and HTML."""
    pages: dict[str, str] = {}
    waiting = [f"{address}/en/", f"{address}/ar/"]
    while waiting and len(pages) < MOST:
        page = waiting.pop(0)
        if page in pages:
            continue
        status, text = fetch(page)
        if status == 200 and text.lstrip().lower().startswith("<!doctype html"):
            pages[page] = text
            waiting += [link for link in links(page, text) if is_here(link, address) and link not in pages]
    return pages


def links(page: str, text: str) -> list[str]:
    """Return the addresses that a page links to, without their fragments and questions."""
    parser = Links()
    parser.feed(text)
    return [urldefrag(urljoin(page, found)).url for found in parser.found if "?" not in found]


def is_here(link: str, address: str) -> bool:
    """Say whether a link stays on the portal, in one of the two languages that show both directions."""
    return link.startswith(address) and urlsplit(link).path[:4] in ("/en/", "/ar/")


def fetch(address: str) -> tuple[int, str]:
    """Fetch a page from our own portal, whose certificate nobody has signed."""
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    try:
        with urllib.request.urlopen(address, timeout=30, context=trusting) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as refusal:
        return refusal.code, ""
