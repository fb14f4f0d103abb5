"""Whatever is sent to whichever address: an answer, never an error of the portal."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from solidarity.views.steps import STEPS
from tests.security.matrix import ROWS
from tests.security.test_matrix import address
from tests.security.world import Circle, Reader, World

JUNK = ["a\0b", "9" * 30, "10000-01-01"]
NEVER_SHOWN = (
    "organisation",
    "answer",
    "next",
    "kind",
    "value",
    "older",
)  # what a view reads without a form of its own
FORMS = [
    "campaigns:action-add",
    "campaigns:action-change",
    "campaigns:action-report",
    "campaigns:campaign-change",
    "campaigns:campaign-close",
    "campaigns:campaign-create",
    "campaigns:campaign-list",
    "campaigns:campaign-move",
    "campaigns:campaign-update",
    "campaigns:coalition-invite",
    "campaigns:coalition-join",
    "campaigns:coalition-places",
    "campaigns:day-add",
    "campaigns:day-change",
    "campaigns:demand-add",
    "campaigns:demand-change",
    "solidarity:answer-create",
    "solidarity:need-add",
    "solidarity:need-change",
    "solidarity:need-pledge",
    "solidarity:photo-add",
    "solidarity:pledge-deliver",
    "solidarity:pledge-refuse",
    "solidarity:request-answer-reviewer",
    "solidarity:request-campaigns",
    "solidarity:request-check-in",
    "solidarity:request-close",
    "solidarity:request-confirm",
    "solidarity:request-create",
    "solidarity:request-endorse",
    "solidarity:request-extend",
    "solidarity:request-list",
    "solidarity:request-narrow",
    "solidarity:request-take-down",
    "solidarity:request-translate",
    "solidarity:request-update",
    "solidarity:request-widen",
    "solidarity:review-detail",
    "unions:account",
    "unions:follow-list",
    "unions:invitation-accept",
    "unions:organisation-people",
]
FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"[^>]*>')
VALUE = re.compile(r'\bvalue="([^"]*)"')
SENDERS = (Reader.ADMIN_ASKER, Reader.STAFF_ASKED, Reader.MEMBER, Reader.NETWORK_ADMIN, Reader.REVIEWER)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written meanwhile."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sender(clients: dict[Reader, Client], name: str, circle: Circle) -> Client:
    """Return the browser of somebody who may do this, who is told of no error but its number."""
    allowed = (reader for reader in SENDERS if reader in ROWS[name].may[circle])
    client = clients[next(allowed, Reader.MEMBER)]
    client.raise_request_exception = False
    return client


def fields_of(page: str) -> dict[str, str]:
    """Return what the forms of a page send as it stands."""
    main = page.partition("<main")[2]
    values = {found[1]: VALUE.search(found[0]) for found in FIELD.finditer(main)}
    return {name: value[1] if value else "1" for name, value in values.items()}


def errors(send: Callable[..., Any], url: str, given: dict[str, str], names: Iterable[str]) -> Iterator[Any]:
    """Send each kind of junk in each field; yield what led to an error."""
    for name, junk in product(names, JUNK):
        with undone():
            if send(url, given | {name: junk}).status_code >= 500:
                yield name, junk


@pytest.mark.parametrize("name", FORMS)
def test_junk_is_answered(name: str, made: World, clients: dict[Reader, Client]) -> None:
    row = ROWS[name]
    circle = next((each for each in (Circle.PUBLIC, Circle.DRAFT, Circle.CHECKING) if row.may[each]), Circle.PUBLIC)
    client, url = sender(clients, name, circle), address(name, made, made.ids[circle].get(row.of, ""))
    given = fields_of(client.get(url).text)
    assert [*errors(client.post, url, given, [*given, *NEVER_SHOWN]), *errors(client.get, url, {}, NEVER_SHOWN)] == []


@pytest.mark.parametrize("step", STEPS)
def test_junk_in_a_draft_is_answered(step: str, made: World, clients: dict[Reader, Client]) -> None:
    client = sender(clients, "solidarity:request-step", Circle.DRAFT)
    url = reverse("solidarity:request-step", args=[made.ids[Circle.DRAFT]["request"], step])
    given = fields_of(client.get(url).text)
    assert [*errors(client.post, url, given, [*given, *NEVER_SHOWN]), *errors(client.get, url, {}, ["need"])] == []
