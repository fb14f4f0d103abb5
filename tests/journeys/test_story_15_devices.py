"""Story 15: news on a device with the portal closed, and in a chat. No push service runs here; its part is played."""

import json
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Worker
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.alerts.outside import Device
from tests.factories import NOW
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.inspection import fits, look_over, visit
from tests.journeys.signing_in import sign_in
from unions.models import OwnChannel

HERE = "/{}/my-account/devices/"
NEWS = {"title": "Dockers ask for help", "body": "Portal", "tag": "t", "lang": "en", "dir": "ltr"}
SUBSCRIBES = "PushManager.prototype.subscribe = async () => ({ toJSON: () => (%s) })"
SHOWN = "async () => (await registration.getNotifications()).map(each => [each.title, each.data.url])"
PRESSED = """async () => {
    self.clients.openWindow = url => { self.opened = url; return Promise.resolve() }
    const [notification] = await registration.getNotifications()
    self.dispatchEvent(new NotificationEvent("notificationclick", { notification }))
    return self.opened
}"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_of_it_fits_a_small_phone(new_page: NewPage, language: str) -> None:
    person = factories.make_user()
    waiting = factories.make_chat(person, code="123456", trouble="unreachable")
    factories.make_chat(person, name="Old chat", suspended_at=NOW, trouble="gone")
    page = sign_in(new_page(locale=language, viewport={"width": 320, "height": 640}), person, language)
    here = HERE.format(language)
    for path in ("", "this-one/", "chat/", *(f"{waiting.public_id}/{name}/" for name in ("code", "name", "remove"))):
        visit(page, here + path)
        assert fits(page), path


def test_without_script_the_page_says_what_works_instead(new_page: NewPage) -> None:
    page = sign_in(new_page(javascript=False), factories.make_user())
    visit(page, HERE.format("en") + "this-one/")
    assert page.get_by_text("This needs JavaScript").is_visible()
    assert not page.get_by_role("button", name="Show messages on this device").is_visible()


def test_a_person_sets_up_the_device_in_hand(new_page: NewPage, live_server: LiveServer) -> None:
    person, browser = factories.make_user(), Device("https://push.example.org/1")
    page = sign_in(new_page(viewport=PHONE, has_touch=True), person)
    page.context.grant_permissions(["notifications"], origin=live_server.url)
    page.context.add_init_script(SUBSCRIBES % browser.subscription)
    visit(page, HERE.format("en")).get_by_role("link", name="This device").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Show messages on this device").click()
    page.wait_for_url("**/my-account/devices/")
    look_over(page)
    own = OwnChannel.objects.get()
    assert (own.name, own.address) == ("My phone", browser.subscription)


def test_who_says_no_to_the_browser_is_told_how_to_change_it(new_page: NewPage) -> None:
    page = sign_in(new_page(), factories.make_user())
    page.context.add_init_script("Notification.requestPermission = async () => 'denied'")
    visit(page, HERE.format("en") + "this-one/")
    page.get_by_role("button", name="Show messages on this device").click()
    page.get_by_text("Your browser was told not to show messages").wait_for()
    look_over(page)
    assert not OwnChannel.objects.exists()


def worker_of(page: Page) -> tuple[Worker, Any, str]:
    """Let the worker of the portal run in this browser; return it, and what gives it a message as a service would."""
    wire = page.context.new_cdp_session(page)
    found: list[str] = []
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(
        each["registrationId"] for each in event["registrations"]))  # fmt: skip
    wire.send("ServiceWorker.enable")
    with page.context.expect_event("serviceworker") as started:
        page.evaluate("navigator.serviceWorker.register('/push-worker.js').then(() => navigator.serviceWorker.ready)")
    page.wait_for_timeout(200)
    return started.value, wire, found[-1]


def shown_in(context: BrowserContext, worker: Worker) -> Any:
    """Return what the browser shows now, once it does."""
    for _try in range(50):
        if shown := worker.evaluate(SHOWN):
            return shown
        context.pages[0].wait_for_timeout(100)
    return []


@pytest.mark.parametrize(("place", "is_opened"), [("{here}/en/requests/abc/", True), ("https://example.org/", False)])
def test_a_message_shows_with_the_page_closed_and_opens_the_portal_alone(
    new_page: NewPage, live_server: LiveServer, *, place: str, is_opened: bool
) -> None:
    page, link = new_page(), place.format(here=live_server.url)
    page.context.grant_permissions(["notifications"], origin=live_server.url)
    visit(page, "/en/account/login/")
    worker, wire, registration = worker_of(page)
    page.goto("about:blank")
    message = {"origin": live_server.url, "registrationId": registration, "data": json.dumps(NEWS | {"url": link})}
    wire.send("ServiceWorker.deliverPushMessage", message)
    assert shown_in(page.context, worker) == [["Dockers ask for help", link]]
    assert worker.evaluate(PRESSED) == (link if is_opened else None)
