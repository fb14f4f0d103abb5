"""Attacks on the ways back in, and with mails: two who are one, an address that is written to without end."""

from collections import Counter

import pytest
from django.core import mail

from tests import factories
from tests.factories import NOW
from tests.unions import applying
from tests.unions.test_factor_recoveries import asked_by, confirm, lost, network_admin
from unions.actions import factor_recoveries, union_applications

VICTIM, OTHER = "victim@example.org", "other@example.org"


def test_two_admins_of_one_union_do_not_open_the_account_of_staff_of_another() -> None:
    person, union = lost()
    elsewhere = factories.make_organisation()
    factories.join(person, elsewhere)
    recovery = asked_by(person)
    confirm(recovery, factories.make_admin(union))
    with pytest.raises(factor_recoveries.NotConfirmable):
        confirm(recovery, factories.make_admin(union))
    assert confirm(recovery, factories.make_admin(elsewhere)).token


def test_an_admin_of_one_union_and_the_network_open_it() -> None:
    person, union = lost()
    factories.join(person, factories.make_organisation())
    recovery = asked_by(person)
    confirm(recovery, factories.make_admin(union))
    assert confirm(recovery, network_admin()).token


def mails_to(address: str) -> int:
    """How many mails have left for an address."""
    return Counter(to for each in mail.outbox for to in each.to)[address]


def test_an_application_that_moves_between_two_addresses_floods_neither() -> None:
    application = applying.begun(contact_address=VICTIM)
    for address in [OTHER, VICTIM] * 6:
        applying.change(application, contact_address=address)
    assert mails_to(VICTIM) == mails_to(OTHER) == union_applications.MOST_MAILS_TO_AN_ADDRESS


def test_applications_that_are_thrown_away_flood_nobody() -> None:
    for _ in range(6):
        union_applications.withdraw(application=applying.begun(contact_address=VICTIM), at=NOW)
    assert mails_to(VICTIM) == union_applications.MOST_MAILS_TO_AN_ADDRESS
