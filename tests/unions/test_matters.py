"""News of the ground floor: its words in every language, and who is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from solidarity.alerts.rendering import render
from tests import factories
from tests.factories import NOW
from tests.unions.reporting import NEEDLE, decider, hide, make_request, report
from unions.actions import factor_recoveries
from unions.announcements import Variant, announce, kind_of_news, kinds_of_news
from unions.choices import Grade, NetworkRoleKind, OrganisationState, ReportReason
from unions.models import Announcement, FactorRecovery, Organisation, User

OURS = sorted(kind.name for kind in kinds_of_news() if kind.context.__module__.startswith("unions.notifications"))
LANGUAGES = [code for code, _ in settings.LANGUAGES]


def subject_of(kind: str) -> Any:
    """What news of this kind is about."""
    if kind in {"memberships_to_renew", "contact_changed"}:
        return factories.make_organisation("Needleunion")
    if kind.startswith("factor_recovery"):
        person = factories.make_staff(factories.make_organisation("Needleunion"), "needlehandle")
        return FactorRecovery.objects.create(
            user=person, asked_at=NOW, ask_expires_at=NOW + timedelta(days=7), opens_at=NOW
        )
    return report(make_request(factories.make_organisation("Needleunion")), words=NEEDLE)


def told(kind: str, subject: Any, audience: str = "") -> set[User]:
    """Everybody whom this news concerns now."""
    announcement = Announcement(kind=kind, subject=subject, audience=audience, object_id=subject.pk)
    return {recipient.user for recipient in kind_of_news(kind).audience(announcement)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OURS)
def test_every_kind_can_be_told_and_names_nobody(kind: str, language: str) -> None:
    announcement = Announcement(kind=kind, subject=subject_of(kind))
    for grade in (Grade.NETWORK, Grade.NOTICE):
        rendered = render(kind_of_news(kind), announcement, Variant(language, grade))
        assert rendered.subject
        assert f"{settings.SITE_URL}/{language}/" in rendered.text
        assert "eedle" not in (rendered.subject + rendered.text + rendered.html).replace("needleunion", "")


def test_safeguarding_of_other_organisations_is_alarmed() -> None:
    organisation = factories.make_organisation()
    guardian, own = decider(NetworkRoleKind.SAFEGUARDING), decider(NetworkRoleKind.SAFEGUARDING, organisation)
    made = report(make_request(organisation), reason=ReportReason.DANGER)
    assert told("text_reported", made) == {guardian}
    assert own not in told("text_reported", made)


@pytest.mark.parametrize(
    ("duty", "kind"),
    [(NetworkRoleKind.SAFEGUARDING, "text_reported"), (NetworkRoleKind.NETWORK_ADMIN, "factor_recovery_asked")],
)
def test_nobody_is_told_whose_duty_rests(duty: str, kind: str) -> None:
    decider(duty, factories.make_organisation(state=OrganisationState.SUSPENDED))
    assert told(kind, subject_of(kind)) == set()


def test_nobody_is_alarmed_any_more_once_it_is_decided() -> None:
    decider(NetworkRoleKind.SAFEGUARDING)
    assert told("text_reported", hide(report(make_request()))) == set()


@pytest.mark.parametrize("kind", ["text_hidden", "text_looked_at_again"])
def test_staff_of_the_union_learn_what_became_of_their_text(kind: str) -> None:
    organisation = factories.make_organisation()
    staff = factories.make_staff(organisation)
    factories.make_member(organisation)
    factories.make_staff(factories.make_organisation())
    assert told(kind, report(make_request(organisation))) == {staff}


def lost(organisation: Organisation, role: str) -> FactorRecovery:
    """Somebody of this union has lost their factor."""
    person = factories.make_member(organisation, role)
    factor_recoveries.ask(handle_or_address=person.handle, at=NOW)
    return FactorRecovery.objects.get(user=person)


def test_admins_of_the_union_and_network_admins_of_others_are_asked_to_answer() -> None:
    organisation = factories.make_organisation()
    admin, elsewhere = factories.make_admin(organisation), decider(NetworkRoleKind.NETWORK_ADMIN)
    decider(NetworkRoleKind.NETWORK_ADMIN, organisation)
    factories.make_admin(factories.make_organisation())
    recovery = lost(organisation, "union_staff")
    assert told("factor_recovery_asked", recovery) == {admin, elsewhere}
    assert told("factor_recovery_runs", recovery) == {recovery.user}
    assert told("factor_recovery_ended", recovery, "used") == {admin, elsewhere, recovery.user}


def test_for_an_admin_only_network_admins_are_asked() -> None:
    organisation = factories.make_organisation()
    factories.make_admin(organisation)
    elsewhere = decider(NetworkRoleKind.NETWORK_ADMIN)
    assert told("factor_recovery_asked", lost(organisation, "union_admin")) == {elsewhere}


def test_the_admins_of_a_union_are_asked_to_confirm_its_people() -> None:
    organisation = factories.make_organisation()
    admin = factories.make_admin(organisation)
    factories.make_staff(organisation)
    assert told("memberships_to_renew", organisation) == {admin}


@pytest.mark.parametrize("kind", OURS)
def test_news_about_what_is_gone_reaches_nobody(kind: str) -> None:
    subject = subject_of(kind)
    made = announce(kind, subject, by=None, at=NOW)
    Announcement.objects.filter(pk=made.pk).update(object_id=0)
    made.refresh_from_db()
    assert not kind_of_news(kind).audience(made).exists()
