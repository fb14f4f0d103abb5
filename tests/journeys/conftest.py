"""A real Chromium for the stories: one browser for the run, a fresh context for every page that a story opens."""

import os
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from deploy.local.browser import OPTIONS, find
from deploy.local.places import is_root
from tests.journeys.inspection import listen

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
NewPage = Callable[..., Page]
LONG = 30_000  # ms until something is given up; a busy machine is no fault of a page
expect.set_options(timeout=LONG)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every story, so that `make test-without-browser` can leave them out."""
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium. Playwright runs an event loop in this thread, which Django would take for a mistake.

    While it runs, this thread has a connection to the database of its own for it, which nobody finds again afterwards.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    program = find()
    arguments = [*OPTIONS, *(["--no-sandbox"] if is_root() else [])]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(program) if program else None, args=arguments)
        yield chromium
        chromium.close()
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer) -> Iterator[NewPage]:
    """Return what opens a page for somebody new: own cookies, language, screen and taste, with or without script."""
    contexts = []

    def open_page(
        *,
        locale: str = "en",
        viewport: ViewportSize = DESKTOP,
        color_scheme: Literal["light", "dark"] = "light",
        javascript: bool = True,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale=locale,
            viewport=viewport,
            color_scheme=color_scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(LONG)
        listen(context, javascript=javascript)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Return a page on a large screen, in English."""
    return new_page()


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    """Return a page on a small phone, in English."""
    return new_page(viewport=PHONE, has_touch=True)
