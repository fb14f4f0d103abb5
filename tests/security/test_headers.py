"""What every answer carries."""

import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.security import elsewhere
from unions.models import User

SignIn = Callable[[User], Client]

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
ON_HTTPS = """
client = Client(headers={"host": "portal.example.org"}, raise_request_exception=False)
page = client.get("/en/account/login/", secure=True)
import json
print(json.dumps({
    "headers": dict(page.headers), "cookies": {name: dict(c.items()) for name, c in page.cookies.items()},
    "plain": client.get("/en/account/login/").headers["Location"], "session": settings.SESSION_COOKIE_NAME,
    "session_secure": settings.SESSION_COOKIE_SECURE, "language": settings.LANGUAGE_COOKIE_NAME,
}))
"""


@pytest.fixture(scope="module")
def on_https() -> dict[str, object]:
    """How the portal answers where SITE_URL is https."""
    answer: dict[str, object] = json.loads(elsewhere.run(ON_HTTPS, SITE_URL="https://portal.example.org"))
    return answer


@pytest.mark.parametrize("path", ["/en/account/login/", "/en/nothing/here/", "/en/invitation/unknown/"])
def test_every_page_has_the_headers(path: str) -> None:
    headers = Client().get(path).headers
    assert {name: headers.get(name) for name in EXPECTED} == EXPECTED
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_content_security_policy_allows_our_own_files_alone() -> None:
    header = Client().get(reverse("account_login")).headers["Content-Security-Policy"]
    policy = dict(rule.strip().split(" ", 1) for rule in header.split(";"))
    assert policy == POLICY


def test_private_pages_are_stored_nowhere(signed_in: SignIn) -> None:
    assert signed_in(factories.make_user()).get(reverse("unions:account")).headers["Cache-Control"] == "no-store"


def test_pages_around_signing_in_are_stored_nowhere() -> None:
    for name in ("account_login", "account_signup"):
        assert "no-store" in Client().get(reverse(name)).headers["Cache-Control"]


def test_https_is_remembered_for_two_years(on_https: dict[str, dict[str, str]]) -> None:
    assert on_https["headers"]["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


def test_plain_http_leads_to_https(on_https: dict[str, str]) -> None:
    assert on_https["plain"].startswith("https://")


def test_cookies_are_bound_to_the_host(on_https: dict[str, dict[str, dict[str, object]]]) -> None:
    cookie = on_https["cookies"]["__Host-csrftoken"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
    assert (on_https["session"], on_https["session_secure"]) == ("__Host-session", True)
    assert on_https["language"] == "__Host-language"


def test_plain_http_is_for_this_machine_alone() -> None:
    with pytest.raises(AssertionError, match="SITE_URL must be https"):
        elsewhere.run("", SITE_URL="http://portal.example.org")


def test_another_host_is_refused() -> None:
    assert Client().get(reverse("account_login"), headers={"host": "evil.example"}).status_code == 400


def test_the_deployment_checks_find_nothing_and_none_is_silenced() -> None:
    code = "from django.core.management import call_command\ncall_command('check', deploy=True, fail_level='INFO')"
    elsewhere.run(code, SITE_URL="https://portal.example.org")
    call_command("check")
    assert settings.SILENCED_SYSTEM_CHECKS == []


def test_sending_mail_does_not_wait_without_end() -> None:
    assert settings.EMAIL_TIMEOUT
