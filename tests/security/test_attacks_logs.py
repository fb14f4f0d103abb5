"""Links that open something leave no trace in the logs."""

import pytest
from django.test import Client
from django.urls import reverse

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
