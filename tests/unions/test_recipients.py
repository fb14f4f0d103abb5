"""An address that takes no mail is left alone until one is confirmed."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.test import Client
from django.urls import reverse

from tests import factories
from unions.actions import recipients
from unions.models import AuditEvent, Recipient


def suspended() -> Recipient:
    """Return somebody whom no mail reached."""
    recipient = factories.make_user().recipient
    for _time in range(2):
        recipients.suspend(recipient=recipient, reason="refused_550", at=factories.NOW)
    return recipient


def test_a_suspension_is_written_once_with_its_reason() -> None:
    recipient = suspended()
    recipient.refresh_from_db()
    assert (recipient.suspended_at, recipient.suspended_reason) == (factories.NOW, "refused_550")
    assert AuditEvent.objects.filter(action="recipient.suspended").count() == 1


def test_confirming_an_address_lifts_the_suspension() -> None:
    recipient = suspended()
    address = EmailAddress.objects.get(user=recipient.user)
    EmailAddress.objects.update(verified=False)
    Client().post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]))
    recipient.refresh_from_db()
    assert (recipient.suspended_at, recipient.suspended_reason) == (None, "")


@pytest.mark.parametrize("times", [1, 2])
def test_lifting_twice_does_no_harm(times: int) -> None:
    recipient = suspended()
    for _time in range(times):
        recipients.lift_suspension(recipient=recipient, at=factories.NOW)
    assert AuditEvent.objects.filter(action="recipient.reached_again").count() == 1
