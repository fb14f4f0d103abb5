"""Requests that no browser sends: each gets an answer of ours, and nobody is led away."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import PASSWORD
from unions.models import User

SignIn = Callable[[User], Client]

PATHS = [
    "/%00",
    "/en/unions/a%00b/",
    "/en/unions/a%00b/people/",
    "/en/unions/%ed%a0%80/",
    "/en/invitation/%00/",
    "/en/asked/%00/",
    "/en/unsubscribe/%00.%00/",
    "/en/my-account/leave/%00/member/",
    "/en/account/confirm-email/%00/",
    "/en/account/password/reset/key/%00-%00/",
]
NEXT = [
    "no-such-page",
    "account_logout",
    "\0",
    "/\r\nX: y",
    "https://[",
    "//evil.example",
    "/\\evil.example",
    "x" * 3000,
]
# A lone surrogate, which UTF-7 can spell and no column can hold.
MULTIPART = b'--b\r\nContent-Disposition: form-data; name="login"\r\n\r\n+2AA-\r\n--b--\r\n'
NO_PASSKEYS = [
    "null",
    "1",
    '"x"',
    "[]",
    "{}",
    '{"id": 1}',
    '{"id": "AA", "rawId": 1, "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": []}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", "authenticatorData": "AA",'
    ' "signature": "AA", "userHandle": "AA", "attestationObject": "AA"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30", "authenticatorData": "AA",'
    ' "signature": "\\ud800", "userHandle": "\\u0000", "attestationObject": "oA"}}',
]


def careless() -> Client:
    """A browser that is told of an error by its number."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("path", PATHS)
def test_an_address_with_hidden_characters_is_no_page(path: str, signed_in: SignIn) -> None:
    client = signed_in(factories.make_admin(factories.make_organisation()))
    client.raise_request_exception = False
    answers = [browser.get(path).status_code for browser in (careless(), client)] + [client.post(path).status_code]
    assert max(answers) < 500


@pytest.mark.parametrize("where", NEXT)
def test_after_following_and_signing_in_one_stays_here(where: str, signed_in: SignIn) -> None:
    person = factories.make_user()
    client = signed_in(person)
    client.raise_request_exception = False
    given = {"login": person.handle, "password": PASSWORD, "next": where}
    answers = [
        client.post(reverse("unions:follow-toggle"), {"next": where}),
        careless().post(reverse("unions:follow-toggle"), {"next": where}),
        careless().post(reverse("account_login"), given),
        careless().get(reverse("account_login"), {"next": where}),
    ]
    assert max(answer.status_code for answer in answers) < 500
    assert not any("://" in answer.headers.get("Location", "") or "\n" in str(answer.headers) for answer in answers)


@pytest.mark.parametrize("name", ["session", "language"])
def test_a_cookie_with_a_nul_is_no_cookie(name: str) -> None:
    cookie = {"session": settings.SESSION_COOKIE_NAME, "language": settings.LANGUAGE_COOKIE_NAME}[name]
    answer = careless().get(reverse("unions:account"), headers={"cookie": f'{cookie}="aaaaaaaa\\000bbbbbb"'})
    assert answer.status_code == 302


def test_texts_in_another_charset_are_refused() -> None:
    kind = "multipart/form-data; charset=utf-7; boundary=b"
    assert careless().generic("POST", reverse("account_login"), MULTIPART, content_type=kind).status_code == 400
    query = "/en/requests/?q=%2B2AA-&older=%2B2AA-"
    assert careless().get(query, CONTENT_TYPE="text/plain; charset=utf-7").status_code == 400


@pytest.mark.parametrize("credential", NO_PASSKEYS)
def test_what_is_no_passkey_opens_nothing(credential: str, signed_in: SignIn) -> None:
    stranger, person = careless(), signed_in(factories.make_user())
    person.raise_request_exception = False
    for client, name in ((stranger, "mfa_login_webauthn"), (person, "mfa_add_webauthn")):
        client.get(reverse(name))
        answer = client.post(reverse(name), {"credential": credential, "name": "My phone"})
        assert answer.status_code in {200, 302}
    assert stranger.get(reverse("unions:account")).status_code == 302


@pytest.mark.parametrize("credential", NO_PASSKEYS)
def test_what_is_no_passkey_is_no_second_factor(credential: str) -> None:
    staff = factories.make_staff(factories.make_organisation())
    client = careless()
    client.post(reverse("account_login"), {"login": staff.handle, "password": PASSWORD})
    answer = client.post(reverse("mfa_authenticate"), {"credential": credential})
    assert answer.status_code in {200, 302}
    assert client.get(reverse("unions:account")).status_code == 302


@pytest.mark.parametrize("method", ["options", "put", "delete", "patch", "trace", "head"])
@pytest.mark.parametrize("path", ["/", "/en/", "/en/requests/", "/en/requests/feed/", "/sitemap.xml", "/robots.txt"])
def test_rare_methods_are_answered(method: str, path: str) -> None:
    assert getattr(careless(), method)(path).status_code < 500


@pytest.mark.parametrize("size", [900_000, 2_000_000])
def test_endless_texts_are_answered(size: int) -> None:
    for given in ({"login": "x" * size, "password": "y"}, {"login": "x", "password": "y" * size}):
        assert careless().post(reverse("account_login"), given).status_code < 500


ADDRESSES: list[Any] = ["a@exämple.org", "a@" + "ü" * 60 + ".org", '"a b"@example.org', "a@[127.0.0.1]", "a@a。org"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_strange_addresses_are_answered(address: str, at_now: object, settings: Any) -> None:
    settings.EMAIL_BACKEND = "unions.mail.OutboxBackend"
    need = factories.make_request().needs.get()
    joining = {"username": "rosa", "email": address, "password1": PASSWORD, "language": "en", "consent": "on"}
    pledge = {"address": address, "quantity": "1", "shown_as": "country", "consent": "on"}
    answers = [
        careless().post(reverse("account_signup"), joining),
        careless().post(reverse("account_reset_password"), {"email": address}),
        careless().post(reverse("solidarity:need-pledge", args=[need.public_id]), pledge),
    ]
    assert max(answer.status_code for answer in answers) < 500
