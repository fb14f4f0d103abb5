"""A lost second factor: two people answer for it, never one."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from tests import factories
from tests.factories import NOW
from unions.actions import factor_recoveries, users
from unions.choices import NetworkRoleKind, RecoveryChannel, Role
from unions.models import Announcement, FactorRecovery, Organisation, OwnChannel, User

HOUR = timedelta(hours=1)
CHANNEL = RecoveryChannel.VIDEO


def network_admin(organisation: Organisation | None = None) -> User:
    """A network admin, of an organisation of their own unless said otherwise."""
    member = factories.make_member(organisation or factories.make_organisation())
    return factories.give_duty(member, NetworkRoleKind.NETWORK_ADMIN)


def asked_by(person: User) -> FactorRecovery:
    """The recovery that this person asked for."""
    factor_recoveries.ask(handle_or_address=person.handle, at=NOW)
    return FactorRecovery.objects.get(user=person)


def confirm(recovery: FactorRecovery, by: User) -> factor_recoveries.Confirmed:
    """The word of one person."""
    return factor_recoveries.confirm(recovery=recovery, channel=CHANNEL, by=by, at=NOW)


def lost(role: str = Role.UNION_STAFF) -> tuple[User, Organisation]:
    """Somebody with a role who has lost their factor, and their union."""
    organisation = factories.make_organisation()
    return factories.make_member(organisation, role), organisation


def confirmed_twice(person: User, organisation: Organisation) -> factor_recoveries.Confirmed:
    """The link that two admins of a union have made."""
    recovery = asked_by(person)
    confirm(recovery, factories.make_admin(organisation))
    return confirm(recovery, factories.make_admin(organisation))


@pytest.mark.parametrize("name", ["", "nobody", "nobody@example.org"])
def test_asking_for_nobody_does_nothing(name: str) -> None:
    factor_recoveries.ask(handle_or_address=name, at=NOW)
    assert not FactorRecovery.objects.exists()


def test_who_has_no_second_factor_has_lost_none() -> None:
    person = factories.make_user("rosa")
    factor_recoveries.ask(handle_or_address=person.handle, at=NOW)
    assert not FactorRecovery.objects.exists()


def test_asking_by_address_tells_those_who_can_answer_and_the_person() -> None:
    person, _ = lost()
    factor_recoveries.ask(handle_or_address=person.email.upper(), at=NOW)
    assert set(Announcement.objects.values_list("kind", flat=True)) == {"factor_recovery_asked", "factor_recovery_runs"}


def test_asking_twice_is_asking_once() -> None:
    person, _ = lost()
    asked_by(person)
    assert asked_by(person)
    assert FactorRecovery.objects.count() == 1


def test_an_ask_that_ran_out_can_be_made_anew() -> None:
    person, _ = lost()
    asked_by(person)
    factor_recoveries.ask(handle_or_address=person.handle, at=NOW + timedelta(days=8))
    assert FactorRecovery.objects.running(NOW + timedelta(days=8)).count() == 1


def test_two_admins_of_the_union_make_the_link() -> None:
    person, organisation = lost()
    assert confirmed_twice(person, organisation).token


def test_a_union_admin_and_a_network_admin_of_another_organisation_make_the_link() -> None:
    person, organisation = lost()
    recovery = asked_by(person)
    confirm(recovery, factories.make_admin(organisation))
    assert confirm(recovery, network_admin()).token


def test_one_person_alone_makes_no_link() -> None:
    person, organisation = lost()
    recovery, admin = asked_by(person), factories.make_admin(organisation)
    assert not confirm(recovery, admin).token
    with pytest.raises(factor_recoveries.NotConfirmable):
        confirm(recovery, admin)


def test_two_network_admins_do_not_let_a_member_in() -> None:
    person, _ = lost()
    recovery = asked_by(person)
    confirm(recovery, network_admin())
    with pytest.raises(factor_recoveries.NotConfirmable):
        confirm(recovery, network_admin())


def test_a_network_admin_of_the_same_union_is_none_from_elsewhere() -> None:
    person, organisation = lost()
    with pytest.raises(factor_recoveries.NotConfirmable):
        confirm(asked_by(person), network_admin(organisation))


@pytest.mark.parametrize("role", [Role.MEMBER, Role.UNION_STAFF])
def test_others_of_the_union_answer_for_nobody(role: str) -> None:
    person, organisation = lost()
    with pytest.raises(factor_recoveries.NotConfirmable):
        confirm(asked_by(person), factories.make_member(organisation, role))


def test_nobody_answers_for_themselves() -> None:
    person, _ = lost(Role.UNION_ADMIN)
    with pytest.raises(factor_recoveries.NotConfirmable):
        confirm(asked_by(person), person)


def test_for_an_admin_two_network_admins_of_different_organisations_answer() -> None:
    person, organisation = lost(Role.UNION_ADMIN)
    recovery = asked_by(person)
    with pytest.raises(factor_recoveries.NotConfirmable):
        confirm(recovery, factories.make_admin(organisation))
    elsewhere = factories.make_organisation()
    confirm(recovery, network_admin(elsewhere))
    with pytest.raises(factor_recoveries.NotConfirmable):
        confirm(recovery, network_admin(elsewhere))
    assert confirm(recovery, network_admin()).token


def test_how_they_spoke_must_be_said() -> None:
    person, organisation = lost()
    with pytest.raises(factor_recoveries.NotSaid):
        factor_recoveries.confirm(
            recovery=asked_by(person), channel="mail", by=factories.make_admin(organisation), at=NOW
        )


def test_who_confirmed_first_and_left_leaves_nothing_to_build_on() -> None:
    person, organisation = lost()
    recovery, first = asked_by(person), factories.make_admin(organisation)
    confirm(recovery, first)
    FactorRecovery.objects.filter(pk=recovery.pk).update(first_by=None)
    with pytest.raises(factor_recoveries.NotConfirmable):
        confirm(recovery, factories.make_admin(organisation))


@pytest.mark.parametrize(
    "broken",
    [
        lambda made, by: {"first_by": by, "second_by": by},
        lambda made, by: {"first_by": made.user},
        lambda made, by: {"second_by": made.user},
        lambda made, by: {"token_hash": "0" * 64},
        lambda made, by: {"first_at": NOW},
        lambda made, by: {"used_at": NOW},
    ],
    ids=["one twice", "oneself first", "oneself second", "a link without two", "no channel", "used without a link"],
)
def test_the_database_itself_refuses(broken: object) -> None:
    person, organisation = lost()
    made = asked_by(person)
    changed = broken(made, factories.make_admin(organisation))  # type: ignore[operator]
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorRecovery.objects.filter(pk=made.pk).update(**changed)


def test_the_link_itself_is_held_nowhere() -> None:
    person, organisation = lost()
    made = confirmed_twice(person, organisation)
    assert made.token not in str(FactorRecovery.objects.values().get(pk=made.recovery.pk))


def test_the_link_opens_nothing_in_the_first_hour_and_nothing_after_a_day() -> None:
    person, organisation = lost()
    token = confirmed_twice(person, organisation).token
    for too_early_or_late in (NOW + HOUR - timedelta(seconds=1), NOW + 25 * HOUR):
        with pytest.raises(factor_recoveries.NotValid):
            factor_recoveries.use(token=token, password=None, at=too_early_or_late)


def test_the_link_ends_every_factor_once() -> None:
    person, organisation = lost()
    token = confirmed_twice(person, organisation).token
    factor_recoveries.use(token=token, password=None, at=NOW + HOUR)
    assert not Authenticator.objects.filter(user=person).exists()
    with pytest.raises(factor_recoveries.NotValid):
        factor_recoveries.use(token=token, password=None, at=NOW + HOUR)


def test_who_had_it_meanwhile_reads_on_by_no_device() -> None:
    person, organisation = lost()
    factories.make_chat(person)
    token = confirmed_twice(person, organisation).token
    factor_recoveries.use(token=token, password=None, at=NOW + HOUR)
    assert not OwnChannel.objects.exists()


def test_a_password_that_is_there_is_never_changed() -> None:
    person, organisation = lost()
    token = confirmed_twice(person, organisation).token
    factor_recoveries.use(token=token, password="another password entirely", at=NOW + HOUR)
    person.refresh_from_db()
    assert person.check_password(factories.PASSWORD)


def test_who_had_only_a_passkey_gets_a_password() -> None:
    person, organisation = lost()
    person.set_unusable_password()
    person.save()
    token = confirmed_twice(person, organisation).token
    factor_recoveries.use(token=token, password="another password entirely", at=NOW + HOUR)
    person.refresh_from_db()
    assert person.check_password("another password entirely")


def test_what_was_stopped_opens_nothing_and_a_day_passes_before_the_next() -> None:
    person, organisation = lost()
    made = confirmed_twice(person, organisation)
    factor_recoveries.stop(recovery=made.recovery, by=person, at=NOW)
    with pytest.raises(factor_recoveries.NotValid):
        factor_recoveries.use(token=made.token, password=None, at=NOW + HOUR)
    factor_recoveries.ask(handle_or_address=person.handle, at=NOW + HOUR)
    assert FactorRecovery.objects.count() == 1
    factor_recoveries.ask(handle_or_address=person.handle, at=NOW + 25 * HOUR)
    assert FactorRecovery.objects.count() == 2


def test_what_is_over_cannot_be_stopped() -> None:
    person, organisation = lost()
    made = confirmed_twice(person, organisation)
    factor_recoveries.use(token=made.token, password=None, at=NOW + HOUR)
    with pytest.raises(factor_recoveries.NotConfirmable):
        factor_recoveries.stop(recovery=made.recovery, by=person, at=NOW + HOUR)


def test_it_goes_with_the_account() -> None:
    person, _ = lost()
    asked_by(person)
    users.erase(by=person, at=NOW)
    assert not FactorRecovery.objects.exists()
