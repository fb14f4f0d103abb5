"""Who decides on an application, what a decision needs, and what it changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from tests import factories
from tests.factories import NOW
from tests.unions import applying
from unions import permissions
from unions.actions import admissions, invitations, organisations, union_applications
from unions.choices import CheckKind, Lack, NetworkRoleKind, OrganisationState, Role
from unions.models import (
    Affiliation,
    Announcement,
    AuditEvent,
    Decision,
    Invitation,
    Organisation,
    Recipient,
    UnionApplication,
    User,
)


def lacks(application: UnionApplication) -> set[str]:
    """What its next decision still lacks."""
    return set(UnionApplication.objects.with_standing().get(pk=application.pk).lacks)


def admit(application: UnionApplication, by: User | None = None, **options: Any) -> UnionApplication:
    """Admit it provisionally."""
    return admissions.make_provisional(application=application, by=by or applying.network_admin(), at=NOW, **options)


def decline(application: UnionApplication, by: User | None = None) -> UnionApplication:
    """Decline it."""
    act: dict[str, Any] = {"application": application, "by": by or applying.network_admin(), "at": NOW}
    return admissions.decline(**act, reason="no_word", words="Nobody knows you.")


# What a decision needs


def test_the_first_decision_needs_a_call_back_and_a_word() -> None:
    application = applying.sent()
    assert lacks(application) == {Lack.CALL_BACK, Lack.WORD}
    applying.check(application, CheckKind.CALL_BACK)
    assert lacks(application) == {Lack.WORD}
    applying.vouch(application)
    assert lacks(application) == set()


def test_a_federations_word_is_as_good_as_a_vouch() -> None:
    application = applying.sent()
    applying.check(application, CheckKind.CALL_BACK)
    applying.confirm(application)
    assert lacks(application) == set()


def test_a_call_back_that_found_nobody_does_not_count() -> None:
    application = applying.sent()
    applying.check(application, CheckKind.CALL_BACK, "fail", note="Nobody knows of it.")
    assert Lack.CALL_BACK in lacks(application)


@pytest.mark.parametrize("missing", ["call_back", "vouch"])
def test_without_either_nobody_comes_in(missing: str) -> None:
    application = applying.sent()
    if missing == "vouch":
        applying.check(application, CheckKind.CALL_BACK)
    else:
        applying.vouch(application)
    with pytest.raises(admissions.StillLacking):
        admit(application)
    assert not Decision.objects.exists()


def test_full_membership_needs_every_check_and_two_words_one_from_abroad() -> None:
    application = applying.provisional()
    checks = {Lack.INDEPENDENT, Lack.NO_EMPLOYERS_BODY, Lack.ELECTIONS, Lack.REGISTRATION}
    assert lacks(application) == checks | {Lack.TWO_WORDS}
    applying.settled(application)
    assert lacks(application) == set()


def test_two_words_from_its_own_country_are_not_enough() -> None:
    application = applying.sent(may_tell_own_country=True)
    for _ in range(2):
        applying.vouch(application, applying.union("PE"))
    applying.check(application, CheckKind.CALL_BACK)
    assert Lack.TWO_WORDS in lacks(admit(application))


def test_a_federation_settles_what_it_knows_and_stands_for_two() -> None:
    application = applying.sent()
    applying.check(application, CheckKind.CALL_BACK)
    applying.confirm(application)
    assert lacks(admit(application)) == {Lack.REGISTRATION}


def test_a_union_without_a_register_passes_by_its_explanation() -> None:
    application = applying.provisional()
    applying.check(application, CheckKind.REGISTRATION, "not_applicable", note="The state refuses it.")
    assert Lack.REGISTRATION not in lacks(application)


@pytest.mark.parametrize("result", ["fail", "unknown"])
def test_a_check_that_is_not_in_order_stands_in_the_way(result: str) -> None:
    application = applying.settled(applying.provisional())
    applying.check(application, CheckKind.INDEPENDENT, result, note="A manager leads it.")
    with pytest.raises(admissions.StillLacking):
        admissions.approve(application=application, by=applying.network_admin(), at=NOW)


def test_a_check_that_has_run_out_counts_no_more() -> None:
    application = applying.settled(applying.provisional())
    applying.check(application, CheckKind.REGISTRATION, expires_on=factories.TODAY - timedelta(days=3000))
    assert lacks(application) == {Lack.REGISTRATION}


def test_the_word_of_a_union_that_was_suspended_counts_no_more() -> None:
    application = applying.ready()
    Organisation.objects.filter(vouches_given__isnull=False).update(state=OrganisationState.SUSPENDED)
    assert lacks(application) == {Lack.WORD}


# Who decides


def may(user: User, application: UnionApplication) -> bool:
    """Whether this person decides next."""
    return permissions.may_decide(user, application)


def test_a_network_admin_of_another_union_and_country_decides() -> None:
    assert may(applying.network_admin(), applying.sent())


@pytest.mark.parametrize("kind", [NetworkRoleKind.REVIEWER, NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.AUDITOR])
def test_no_other_duty_decides(kind: str) -> None:
    other = factories.give_duty(factories.make_admin(factories.make_organisation()), kind)
    assert not may(other, applying.sent())


def test_an_admin_of_no_member_union_does_not_decide() -> None:
    application = applying.sent()
    assert not may(factories.give_duty(factories.make_user(), NetworkRoleKind.NETWORK_ADMIN), application)
    suspended = factories.make_organisation(state=OrganisationState.SUSPENDED)
    assert not may(applying.network_admin(suspended), application)


def test_nobody_decides_on_a_union_of_their_own_country() -> None:
    application = applying.sent(may_tell_own_country=True)
    at_home = applying.network_admin(factories.make_organisation(country="PE"))
    assert not may(at_home, application)
    with pytest.raises(admissions.NotToDecide):
        admit(application, at_home)


def test_nobody_decides_on_a_union_they_gave_their_word_for() -> None:
    application, voucher = applying.sent(), applying.union()
    admin = applying.network_admin(voucher)
    assert may(admin, application)
    applying.vouch(application, voucher)
    assert not may(admin, application)


def test_nobody_decides_on_their_own_union() -> None:
    application = applying.provisional()
    admin = applying.network_admin()
    assert may(admin, application)
    factories.make_member(application.organisation)  # type: ignore[arg-type]
    assert may(admin, application)
    own = factories.give_duty(factories.make_admin(application.organisation), NetworkRoleKind.NETWORK_ADMIN)  # type: ignore[arg-type]
    assert not may(own, application)


def test_the_second_admin_is_another_person_of_another_union() -> None:
    union = factories.make_organisation()
    first = applying.network_admin(union)
    application = applying.settled(applying.provisional(by=first))
    colleague = applying.network_admin(union)
    for same in (first, colleague):
        with pytest.raises(admissions.NotToDecide):
            admissions.approve(application=application, by=same, at=NOW)
    assert admissions.approve(application=application, by=applying.network_admin(), at=NOW).state == "approved"


def test_a_colleague_in_both_unions_is_no_second_admin() -> None:
    union = factories.make_organisation()
    application = applying.settled(applying.provisional(by=applying.network_admin(union)))
    both = applying.network_admin()
    both.memberships.create(organisation=union, role=Role.MEMBER, state="verified", verified_at=NOW)
    assert not may(both, application)


@pytest.mark.parametrize("same", ["by", "organisation"])
def test_the_database_takes_no_second_decision_of_the_same_admin_or_union(same: str) -> None:
    application = applying.provisional()
    first = Decision.objects.get()
    other = {"by": factories.make_user(), "organisation": factories.make_organisation(), same: getattr(first, same)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(application=application, outcome="approved", at=NOW, **other)


def test_after_an_appeal_others_decide() -> None:
    union = factories.make_organisation()
    first = applying.network_admin(union)
    application = decline(applying.ready(), first)
    union_applications.appeal(application=application, words="Ask the dockers.", at=NOW)
    assert not may(first, application)
    assert not may(applying.network_admin(union), application)
    assert admit(application).state == "provisional"


# What a decision changes


def test_it_becomes_a_provisional_member_with_what_it_said() -> None:
    organisation = applying.provisional(acronym="CU", website="couriers.example").organisation
    assert organisation is not None
    assert (organisation.state, organisation.name, organisation.country) == ("provisional", "Couriers’ Union", "PE")
    assert (organisation.acronym, organisation.legal_status) == ("CU", "registration_refused")
    assert [each.language for each in organisation.languages.all()] == ["es"]
    assert [each.sector.code for each in organisation.coverage.all()] == ["transport"]
    contact = Recipient.objects.get(organisation=organisation)
    assert (contact.contact_address, contact.contact_language) == (applying.ADDRESS, "en")


@pytest.mark.parametrize(("may_tell", "listing"), [(True, "public"), (False, "members")])
def test_who_keeps_from_the_own_country_is_not_shown_to_everybody(may_tell: bool, listing: str) -> None:
    organisation = applying.provisional(may_tell_own_country=may_tell).organisation
    assert organisation is not None
    assert organisation.listing == listing


def test_its_federation_and_who_confirmed_it_become_ties() -> None:
    claimed, confirming = applying.federation(), applying.federation()
    application = applying.sent(federation=claimed)
    applying.check(application, CheckKind.CALL_BACK)
    applying.confirm(application, confirming)
    admit(application)
    ties = Affiliation.objects.values_list("parent", "status")
    assert set(ties) == {(claimed.pk, "claimed"), (confirming.pk, "confirmed_by_parent")}


def test_its_vouchers_stand_for_it_and_a_word_taken_back_does_not() -> None:
    application = applying.provisional()
    word = application.vouches.get()
    assert list(Organisation.objects.vouched_by([word.voucher])) == [application.organisation]
    word.ended_at = NOW
    word.save()
    assert not Organisation.objects.vouched_by([word.voucher]).exists()


def test_the_first_admin_comes_in_by_an_invitation_to_its_address() -> None:
    application = applying.provisional(contact_language="es")
    assert mail.outbox[-1].to == [applying.ADDRESS]
    token = applying.newest_link("/invitation/").split("/")[3]
    person = invitations.accept_as_new(
        token=token, handle="courier", password=None, at=NOW, language="es", account="Yes.", membership="Yes."
    )
    assert permissions.may_administer(person, application.organisation)  # type: ignore[arg-type]


def test_an_entry_of_the_directory_becomes_the_member() -> None:
    listed = organisations.add(by=None, at=NOW, name="Couriers’ Union", country="PE")
    application = admit(applying.ready(), entry=listed)
    listed.refresh_from_db()
    assert (application.organisation, listed.state) == (listed, "provisional")
    assert Organisation.objects.filter(country="PE").count() == 1


def test_an_entry_of_this_name_cannot_be_passed_over() -> None:
    organisations.add(by=None, at=NOW, name="Couriers’ Union", country="PE")
    with pytest.raises(organisations.NameTaken):
        admit(applying.ready())


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Bakers’ Union", "country": "PE", "state": OrganisationState.LISTED},
        {"name": "Couriers’ Union", "country": "CL", "state": OrganisationState.LISTED},
        {"name": "Couriers’ Union", "country": "PE", "state": OrganisationState.SUSPENDED},
        {"name": "Couriers’ Union", "country": "PE", "state": OrganisationState.REMOVED},
    ],
)
def test_another_entry_cannot_be_taken(wrong: dict[str, Any]) -> None:
    entry = factories.make_organisation(**wrong)
    with pytest.raises(Exception, match="cannot be the union"):
        admit(applying.ready(), entry=entry)
    entry.refresh_from_db()
    assert entry.state == wrong["state"]


def test_the_second_admin_makes_it_a_full_member_and_tells_it() -> None:
    application = applying.approved()
    organisation = Organisation.objects.get(pk=application.organisation_id)
    assert (application.state, application.decided_at, organisation.state) == ("approved", NOW, "approved")
    assert "full member" in mail.outbox[-1].subject
    assert [each.outcome for each in application.decisions.all()] == ["provisional", "approved"]
    lines = AuditEvent.objects.filter(action__startswith="union_application.").values_list("action", flat=True)
    assert [line.split(".")[1] for line in lines.order_by("pk")] == ["begun", "sent", "provisional", "approved"]


def test_each_step_tells_those_who_decide_next() -> None:
    applying.approved()
    assert Announcement.objects.filter(kind="application_vote").count() == 2


@pytest.mark.parametrize("step", ["provisional", "approved"])
def test_a_name_that_looks_like_a_members_is_compared_by_a_person(step: str) -> None:
    application = applying.settled(applying.provisional()) if step == "approved" else applying.ready()
    twin = factories.make_organisation("Couriers Uniоn")  # with a Cyrillic letter; came in since it was sent
    act: dict[str, Any] = {"application": application, "by": applying.network_admin(), "at": NOW}
    decide = admissions.approve if step == "approved" else admissions.make_provisional
    with pytest.raises(admissions.NotCompared) as refusal:
        decide(**act)
    assert refusal.value.field == "has_compared"
    assert decide(**act, has_compared=True).state == step
    assert list(application.looks_like.all()) == [twin]
    assert Decision.objects.get(outcome=step).has_compared


def test_a_refusal_has_a_reason_and_words_and_a_new_link() -> None:
    application = applying.sent()
    old = application.token_hash
    declined = decline(application)
    assert (declined.state, declined.decided_at) == ("declined", NOW)
    token = applying.newest_link().split("/")[3]
    assert union_applications.hashed(token) == declined.token_hash != old


@pytest.mark.parametrize(("reason", "words"), [("no_word", " "), ("", "Nobody knows you."), ("mood", "No.")])
def test_a_refusal_without_reason_or_words_is_none(reason: str, words: str) -> None:
    act: dict[str, Any] = {"application": applying.sent(), "by": applying.network_admin(), "at": NOW}
    with pytest.raises(Exception, match=r".+") as refusal:
        admissions.decline(**act, reason=reason, words=words)
    assert refusal.type.__name__ == "Refused"


def test_a_provisional_member_that_is_declined_is_none_any_more() -> None:
    application = decline(applying.provisional())
    organisation = Organisation.objects.get(pk=application.organisation_id)
    assert organisation.state == "declined"
    assert not Invitation.objects.valid(NOW).exists()


def test_a_lost_invitation_is_sent_again_and_the_old_one_dies() -> None:
    application = applying.provisional()
    old = applying.newest_link("/invitation/")
    admissions.invite_again(application=application, by=applying.network_admin(), at=NOW)
    assert applying.newest_link("/invitation/") != old
    assert Invitation.objects.valid(NOW).count() == 1


def test_who_has_an_admin_gets_no_further_invitation() -> None:
    application = applying.provisional()
    factories.make_admin(application.organisation)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="has an admin"):
        admissions.invite_again(application=application, by=applying.network_admin(), at=NOW)
