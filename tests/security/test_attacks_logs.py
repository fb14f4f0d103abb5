"""Links that open something leave no trace in the logs."""

import logging
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from solidarity.logs import WithoutWords
from tests import factories
from tests.factories import NOW
from unions.actions import invitations

TOKEN = "AAAAneedleAAAA"


@pytest.mark.parametrize(
    "name",
    ["unions:invitation-accept", "solidarity:guest-pledge-confirm", "unions:unsubscribe", "solidarity:request-by-link"],
)
def test_a_link_that_no_longer_opens_anything_is_not_logged(name: str, caplog: pytest.LogCaptureFixture) -> None:
    assert Client().get(reverse(name, args=[TOKEN])).status_code in {404, 410}
    assert TOKEN not in caplog.text


def test_a_form_from_elsewhere_is_not_logged_with_its_link(caplog: pytest.LogCaptureFixture, at_now: object) -> None:
    made = invitations.make(organisation=factories.make_organisation(), role="member", by=None, at=NOW)
    page = reverse("unions:invitation-accept", args=[made.token])
    assert Client(enforce_csrf_checks=True).post(page).status_code == 403
    assert made.token not in caplog.text


def line_of(failure: Exception, **extra: object) -> str:
    """Return the line that the portal's log gets of a failure."""
    formatter = WithoutWords(settings.LOGGING["formatters"]["line"]["format"])
    try:
        raise failure
    except Exception:
        values = {"name": "django.request", "levelno": logging.ERROR, "levelname": "ERROR", "exc_info": sys.exc_info()}
        return formatter.format(logging.makeLogRecord(values | extra))


def test_a_failure_is_logged_without_the_row_that_broke_it() -> None:
    line = line_of(IntegrityError("DETAIL: Key (email)=(needle@example.org) already exists."))
    assert "IntegrityError" in line
    assert "needle" not in line


def test_a_page_that_failed_is_logged_by_its_name() -> None:
    url = reverse("unions:invitation-accept", args=[TOKEN])
    request = RequestFactory().get(url)
    request.resolver_match = resolve(url)
    line = line_of(ValueError("needle"), msg="%s: %s", args=("Internal Server Error", url), request=request)
    assert "page=unions:invitation-accept" in line
    assert TOKEN not in line


def test_a_task_that_failed_is_logged_by_its_name() -> None:
    said = {
        "name": "celery.app.trace",
        "msg": "Task raised: ValueError('needle')",
        "data": {"name": "unions.tasks.send"},
    }
    line = line_of(ValueError("needle"), **said)
    assert "task=unions.tasks.send" in line
    assert "needle" not in line
