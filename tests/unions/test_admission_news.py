"""Who is told that a union applies, in which words, and what is forgotten afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from solidarity.alerts.rendering import render
from tests import factories
from tests.factories import NOW
from tests.unions import applying
from unions import retention
from unions.actions import admissions, objections, union_applications
from unions.announcements import Variant, kind_of_news
from unions.choices import Grade, NetworkRoleKind, OrganisationState
from unions.models import Announcement, Evidence, NetworkRole, UnionApplication
from unions.models import Decision as Decided

DAY = timedelta(days=1)
KINDS = ("application_vote", "application_open", "vouch_wanted")
LANGUAGES = ("en", "es", "fr", "ar")


def told(kind: str, application: UnionApplication) -> set[str]:
    """Return the handles of those whom this news concerns."""
    application.refresh_from_db()
    audience: Any = kind_of_news(kind).audience(Announcement(kind=kind, subject=application))
    return {handle or name for handle, name in audience.values_list("user__handle", "organisation__name")}


def test_network_admins_elsewhere_are_told_that_they_can_decide() -> None:
    applying.network_admin(handle="elsewhere")
    applying.network_admin(factories.make_organisation(country="PE"), handle="at-home")
    applying.network_admin(factories.make_organisation(state=OrganisationState.SUSPENDED), handle="suspended")
    factories.give_duty(factories.make_user("of-no-union"), NetworkRoleKind.NETWORK_ADMIN)
    factories.give_duty(factories.make_admin(factories.make_organisation(), handle="reviewer"))
    assert told("application_vote", applying.sent()) == {"elsewhere"}


def test_whoever_is_told_may_decide_and_whoever_may_is_told() -> None:
    first, voucher = applying.network_admin(handle="first"), applying.union()
    applying.network_admin(voucher, handle="vouched")
    applying.network_admin(handle="second")
    application = applying.sent()
    applying.vouch(application, voucher)
    applying.check(application, "call_back")
    admissions.make_provisional(application=application, by=first, at=NOW)
    admins = {each.user.handle: each.user for each in _admins()}
    may = {
        handle
        for handle, user in admins.items()
        if UnionApplication.objects.to_decide_by(user).filter(pk=application.pk).exists()
    }
    assert told("application_vote", application) == may
    assert "second" in may
    assert not may & {"first", "vouched"}


def _admins() -> Any:
    return NetworkRole.objects.filter(kind=NetworkRoleKind.NETWORK_ADMIN).select_related("user")


def test_staff_of_its_sector_are_told_and_nobody_at_home() -> None:
    union = applying.union()
    factories.make_staff(union, "staff")
    factories.make_member(union, handle="member")
    factories.make_staff(applying.union(sector="mining"), "mining")
    at_home = applying.union("PE")
    factories.make_staff(at_home, "at-home")
    both = factories.make_staff(union, "both")
    both.memberships.create(organisation=at_home, role="member", state="verified", verified_at=NOW)
    assert told("application_open", applying.sent()) == {"staff"}
    assert told("application_open", applying.sent(may_tell_own_country=True)) == {"staff", "at-home", "both"}


def test_whom_it_names_is_asked_until_it_has_spoken() -> None:
    federation, union = applying.federation(), applying.union()
    factories.make_admin(federation, "federation")
    factories.make_admin(union, "union")
    factories.make_staff(union, "staff")
    application = applying.sent(federation=federation, named_voucher=union)
    assert told("vouch_wanted", application) == {"federation", "union"}
    applying.confirm(application, federation)
    assert "federation" not in told("vouch_wanted", application)


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_told_of_what_was_withdrawn(kind: str) -> None:
    factories.give_duty(factories.make_admin(applying.union()), NetworkRoleKind.NETWORK_ADMIN)
    application = applying.sent(named_voucher=applying.union())
    union_applications.withdraw(application=application, at=NOW)
    assert not told(kind, application)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_says_that_a_union_applies_and_not_who(kind: str, language: str) -> None:
    news = Announcement(kind=kind, subject=applying.sent())
    for grade in Grade:
        rendered = render(kind_of_news(kind), news, Variant(language, grade, "decides"))
        words = f"{rendered.subject}\n{rendered.text}\n{rendered.html}"
        assert news.subject.public_id in words
        assert not any(secret in words for secret in ("Courier", "Peru", applying.ADDRESS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_applicant_is_written_to_in_its_language(language: str) -> None:
    applying.approved(contact_language=language)
    own = [each for each in mail.outbox if each.to == [applying.ADDRESS]]
    assert len(own) == 3  # the link, the invitation, the decision
    assert all(f"/{language}/" in str(each.body) for each in own)


# What is forgotten


def test_what_nobody_touched_for_thirty_days_is_deleted_with_its_files(django_capture_on_commit_callbacks: Any) -> None:
    begun, sent = applying.begun(), applying.sent()
    row = applying.add_evidence(begun)
    storage, name = row.file.storage, str(row.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        retention.run(NOW + 30 * DAY)
    assert list(UnionApplication.objects.all()) == [sent]
    assert not storage.exists(name)


def declined() -> UnionApplication:
    """A refusal, with evidence and an objection."""
    application, union = applying.sent(), applying.union()
    applying.add_evidence(application)
    said = {"ground": "employer", "text": "The manager leads it.", "by": factories.make_staff(union), "at": NOW}
    objections.raise_objection(application=application, organisation=union, **said)  # type: ignore[arg-type]
    act: dict[str, Any] = {"application": application, "by": applying.network_admin(), "at": NOW}
    return admissions.decline(**act, reason="employer", words="A manager leads it.")


def test_evidence_and_private_answers_go_ninety_days_after_the_decision(
    django_capture_on_commit_callbacks: Any,
) -> None:
    application = declined()
    row = Evidence.objects.get()
    storage, name = row.file.storage, str(row.file.name)
    retention.run(NOW + 90 * DAY)
    assert Evidence.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        retention.run(NOW + 91 * DAY)
    application.refresh_from_db()
    private = ("contact_address", "registration", "call_back", "independence", "elections", "address_hash")
    assert {getattr(application, field) for field in private} == {""}
    assert (application.token_hash, application.objections.get().text) == (None, "")
    assert not Evidence.objects.exists()
    assert not storage.exists(name)


def test_the_record_of_the_decision_stays() -> None:
    application = declined()
    retention.run(NOW + 2000 * DAY)
    decision = Decided.objects.get(application=application)
    assert (decision.reason, decision.words, application.name) == ("employer", "A manager leads it.", "Couriers’ Union")


def test_while_nobody_has_decided_all_is_kept() -> None:
    applying.add_evidence(applying.provisional())
    retention.run(NOW + 2000 * DAY)
    assert Evidence.objects.exists()
    assert UnionApplication.objects.get().contact_address == applying.ADDRESS


def test_what_was_withdrawn_is_emptied_the_same_night() -> None:
    application = applying.sent()
    applying.add_evidence(application)
    union_applications.withdraw(application=application, at=NOW)
    retention.run(NOW)
    application.refresh_from_db()
    assert (application.contact_address, application.token_hash) == ("", None)
    assert not Evidence.objects.exists()


def test_an_export_of_ones_own_data_holds_nothing_of_the_applicant() -> None:
    admin = applying.network_admin()
    applying.provisional(by=admin)
    held = str(retention.what_we_hold(admin))
    assert not any(secret in held for secret in (applying.ADDRESS, "Founded by couriers", "general secretary"))
