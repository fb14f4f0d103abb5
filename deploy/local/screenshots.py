"""Photographs the demonstration's pages for the README and for whoever judges their looks."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from deploy.local import demo_parts
from deploy.local.browser import OPTIONS, NoBrowser, find_or_install
from deploy.local.demo_lock import AlreadyRunning, demo_lock
from deploy.local.places import LOGS, ROOT, is_root, make_state
from deploy.local.progress import Progress
from deploy.local.supervisor import ChildDied, Stopped, Supervisor
from deploy.local.waiting import Unavailable

FOLDER = ROOT / "docs" / "screenshots"
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
PAGES = {
    "home": "",
    "board": "requests/",
    "directory": "unions/",
    "campaigns": "campaigns/",
    "how-it-works": "how-it-works/",
}
FIRST_REQUEST = "main a[href*='/requests/']:not([href*='?']):not([href$='/requests/']):not([href*='/feed'])"


@dataclass(frozen=True)
class Look:
    """A screen, a taste and a language."""

    name: str
    language: str
    viewport: ViewportSize
    is_dark: bool


LOOKS = (
    Look("english-desktop-light", "en", DESKTOP, is_dark=False),
    Look("english-phone-dark", "en", PHONE, is_dark=True),
    Look("arabic-desktop-dark", "ar", DESKTOP, is_dark=True),
    Look("arabic-phone-light", "ar", PHONE, is_dark=False),
)


def run(arguments: list[str]) -> int:
    """Photograph every page in every look, on the running demonstration or on one that ends with us."""
    make_state()
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        with portal() as address, chromium() as browser:
            for look in LOOKS:
                photograph_all(browser, address, look)
    except Stopped:
        return 130
    except (ChildDied, Unavailable, NoBrowser) as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"{len(list(FOLDER.glob('*.webp')))} pictures are in {FOLDER.relative_to(ROOT)}.")
    return 0


@contextmanager
def portal() -> Iterator[str]:
    """Yield the address of the running demonstration, or run one while the block lasts."""
    try:
        with demo_lock() as lock, Supervisor(LOGS) as supervisor:
            addresses = demo_parts.start_all(supervisor, Progress())
            lock.tell(addresses.portal)
            yield addresses.portal
    except AlreadyRunning as running:
        yield running.address


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser that the tests use."""
    arguments = [*OPTIONS, "--hide-scrollbars", *(["--no-sandbox"] if is_root() else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_or_install()), args=arguments)
        yield browser
        browser.close()


def photograph_all(browser: Browser, address: str, look: Look) -> None:
    """Open each page in this look and keep its picture."""
    scheme: Literal["dark", "light"] = "dark" if look.is_dark else "light"
    context = browser.new_context(viewport=look.viewport, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    for name, path in PAGES.items():
        page.goto(f"{address}{look.language}/{path}")
        keep(page, f"{name}-{look.name}")
    page.goto(f"{address}{look.language}/requests/")
    page.locator(FIRST_REQUEST).first.click()
    page.wait_for_load_state()
    keep(page, f"request-{look.name}")
    context.close()


def keep(page: Page, name: str) -> None:
    """Write what the screen shows as a small picture."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.save(FOLDER / f"{name}.webp", quality=78, method=6)
