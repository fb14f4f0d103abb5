"""A first visit on a small phone is cheap: bytes, requests and fonts; no script to read; nothing that jumps.

Measured in the browser, as it comes over the wire. Only static files count otherwise: the tests serve them as they are
written, a release serves them compressed beforehand, so that each counts as much as gzip makes of it. Browsers get
brotli from a release, which is less.
"""

import gzip
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page

from solidarity.models import SolidarityRequest
from tests import factories
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.helping import open_request
from unions.actions import reference
from unions.templatetags.maps import spots

MOST_BYTES = 60_000  # of a page without images and fonts
MOST_BYTES_OF_FONTS = 20_000
MOST_REQUESTS = 15
COUNTRIES = 60  # that have a union, on the map of the directory
READING_PAGES = {
    "home": "/",
    "board": "/requests/",
    "request": "/requests/{request}/",
    "guest pledge": "/needs/{need}/pledge/",
    "organisation": "/unions/{union}/",
    "directory": "/unions/",
    "employers": "/employers/",
    "how it works": "/how-it-works/",
    "styleguide": "/styleguide/",
}
PAGES = READING_PAGES | {"sign-up": "/account/signup/"}
MOST_JUMPS = 0
JUMPS = """() => new Promise(resolve => {
    let sum = 0
    const add = list => list.getEntries().forEach(entry => { sum += entry.value })
    new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true })
    setTimeout(() => resolve(sum), 300)
})"""


@dataclass
class Load:
    """One answer that the browser got; `size` in bytes with its head, as it came over the wire."""

    url: str
    kind: str
    size: float = 0

    @property
    def weight(self) -> float:
        """Return the bytes that it would be at a release; fonts are compressed as they are written."""
        path = urlsplit(self.url).path
        if self.kind == "Font" or not path.startswith("/static/"):
            return self.size
        written = Path(str(finders.find(path.removeprefix("/static/")))).read_bytes()
        return self.size - len(written) + len(gzip.compress(written))


@pytest.fixture
def places() -> dict[str, Any]:
    """Make a board of twenty requests in words of their own and a world of unions; return what stands in addresses."""
    reference.load()
    for country in sorted(spots())[:: len(spots()) // COUNTRIES]:
        factories.make_organisation(country=country).languages.create(language="fr")
    words = (reference.DATA / "pages" / "how-it-works.en.md").read_text().split()
    for number in range(20):
        chosen = random.Random(number)
        texts = {name: " ".join(chosen.choices(words, k=90)) for name in ("what_happens", "own_action", "demands")}
        title = " ".join(chosen.choices(words, k=8))
        shown = open_request(factories.make_organisation(), title=title, country=chosen.choice(["BD", "TN"]), **texts)
    return {"request": shown.public_id, "need": shown.needs.get().public_id, "union": shown.organisation.slug}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_stays_within_its_budget(
    new_page: NewPage, places: dict[str, Any], name: str, language: str
) -> None:
    page = new_page(locale=language, viewport=PHONE)
    loads = first_visit(page, f"/{language}{PAGES[name]}".format(**places))
    assert loads[0].kind == "Document" and any(load.kind == "Stylesheet" for load in loads)
    assert [load.url for load in loads if urlsplit(load.url).netloc != urlsplit(page.url).netloc] == []
    assert len(loads) <= MOST_REQUESTS
    assert sum(load.weight for load in loads if load.kind not in {"Font", "Image"}) <= MOST_BYTES
    assert sum(load.weight for load in loads if load.kind == "Font") <= MOST_BYTES_OF_FONTS
    assert name not in READING_PAGES or not page.locator("script").count()
    assert page.evaluate(JUMPS) <= MOST_JUMPS


def test_the_board_of_the_measurement_is_full(places: dict[str, Any]) -> None:
    assert SolidarityRequest.objects.open().count() == 20


def test_the_meter_counts_what_the_wire_carries(page: Page) -> None:
    reference.load()
    loads = {load.kind: load for load in first_visit(page, "/en/about/")}
    assert 1_000 < loads["Document"].size < len(page.content())
    sheet = loads["Stylesheet"]
    assert sheet.size > 30_000
    assert 5_000 < sheet.weight < 10_000


def first_visit(page: Page, path: str) -> list[Load]:
    """Go there with an empty cache, and return what was loaded until the network was silent."""
    loads: dict[str, Load] = {}
    wire = page.context.new_cdp_session(page)

    def ask(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            loads[event["requestId"]] = Load(event["request"]["url"], event["type"])

    def finish(event: dict[str, Any]) -> None:
        if event["requestId"] in loads:
            loads[event["requestId"]].size = event["encodedDataLength"]

    wire.on("Network.requestWillBeSent", ask)
    wire.on("Network.loadingFinished", finish)
    wire.send("Network.enable")
    answer = page.goto(path, wait_until="networkidle")
    assert answer is not None and answer.status == 200
    return list(loads.values())
