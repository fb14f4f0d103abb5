"""What is over is forgotten at night, and what is not stays."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from tests import factories
from tests.factories import NOW
from tests.unions.reporting import NEEDLE, hide, make_request, report
from unions import retention
from unions.actions import invitations, memberships
from unions.audit import record
from unions.choices import MembershipState, NetworkRoleKind, ReportState, Role
from unions.models import (
    AuditEvent,
    FactorRecovery,
    Invitation,
    Membership,
    OutgoingMail,
    RetentionRun,
    TextReport,
    User,
)
from unions.permissions import has_duty

DAY = timedelta(days=1)


def test_an_invitation_is_forgotten_a_month_after_it_ran_out() -> None:
    made = invitations.make(organisation=factories.make_organisation(), role="member", by=None, at=NOW)
    over = made.invitation.expires_at + 30 * DAY
    retention.run(over)
    assert Invitation.objects.exists()
    retention.run(over + DAY)
    assert not Invitation.objects.exists()


def test_a_role_is_forgotten_a_year_after_it_ended() -> None:
    member = factories.make_member(factories.make_organisation())
    memberships.leave(membership=Membership.objects.get(user=member), by=member, at=NOW)
    retention.run(NOW + 365 * DAY)
    assert Membership.objects.exists()
    retention.run(NOW + 366 * DAY)
    assert not Membership.objects.exists()


def test_a_role_in_force_is_never_forgotten() -> None:
    factories.make_member(factories.make_organisation())
    retention.run(NOW + 5000 * DAY)
    assert Membership.objects.exists()


def left(role: str = Role.MEMBER) -> User:
    """A reviewer who has left the only union they belonged to."""
    person = factories.give_duty(factories.make_member(factories.make_organisation(), role))
    memberships.leave(membership=person.memberships.get(), by=person, at=NOW)
    return person


def test_a_duty_that_rests_does_not_wake_when_the_last_role_is_forgotten() -> None:
    person = left()
    assert not has_duty(person, NetworkRoleKind.REVIEWER)
    retention.run(NOW + 366 * DAY)
    assert not person.memberships.exists()
    assert not has_duty(person, NetworkRoleKind.REVIEWER)
    assert AuditEvent.objects.get(action="duty.ended").from_state == NetworkRoleKind.REVIEWER


def test_a_claim_that_nobody_proved_does_not_keep_a_duty() -> None:
    person = left()
    union = factories.make_organisation()
    Membership.objects.create(user=person, organisation=union, role=Role.MEMBER, state=MembershipState.CLAIMED)
    retention.run(NOW + 366 * DAY)
    assert not has_duty(person, NetworkRoleKind.REVIEWER)


def test_a_duty_stays_while_another_role_is_left() -> None:
    person = left()
    union = factories.make_organisation()
    Membership.objects.create(
        user=person, organisation=union, role=Role.MEMBER, state=MembershipState.VERIFIED, verified_at=NOW
    )
    retention.run(NOW + 366 * DAY)
    assert has_duty(person, NetworkRoleKind.REVIEWER)


def test_the_duty_of_who_never_belonged_anywhere_stays() -> None:
    founder = factories.give_duty(factories.make_user())
    retention.run(NOW + 366 * DAY)
    assert has_duty(founder, NetworkRoleKind.REVIEWER)


def mail(**fields: datetime) -> OutgoingMail:
    """One mail of today."""
    return OutgoingMail.objects.create(
        envelope_to="a@example.org", message="Subject: Hello", made_at=NOW, not_before=NOW, **fields
    )


def test_a_mail_that_was_sent_is_emptied_and_one_that_waits_is_not() -> None:
    sent, waiting = mail(sent_at=NOW), mail()
    retention.run(NOW)
    sent.refresh_from_db()
    waiting.refresh_from_db()
    assert (sent.message, sent.envelope_to) == ("", "")
    assert waiting.message == "Subject: Hello"


def test_what_is_left_of_a_mail_is_deleted_after_a_month() -> None:
    mail(sent_at=NOW)
    retention.run(NOW + 31 * DAY)
    assert not OutgoingMail.objects.exists()


def test_sessions_that_ran_out_leave_the_list_too() -> None:
    Session.objects.create(session_key="over", session_data="", expire_date=NOW - DAY)
    UserSession.objects.create(user=factories.make_user(), session_key="over", ip="192.0.2.1", user_agent="Browser")
    retention.run(NOW)
    assert not (Session.objects.exists() or UserSession.objects.exists())


def test_counters_that_ran_out_are_deleted(at_now: object) -> None:
    cache.set("over", 1, timeout=60)
    cache.set("running", 1, timeout=7200)
    retention.run(NOW + timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM unions_limits")
        assert [key for (key,) in cursor.fetchall()] == [":1:running"]


def test_the_trail_is_kept_for_six_years() -> None:
    now = timezone.now()
    user = factories.make_user()
    record("user.made", user, by=None, at=now - 6 * 365 * DAY - DAY)
    record("user.changed", user, by=None, at=now - 6 * 365 * DAY + DAY)
    retention.run(now)
    assert [event.action for event in AuditEvent.objects.filter(actor=None)] == ["user.changed"]


def test_a_clock_that_runs_ahead_forgets_no_trail() -> None:
    record("user.changed", factories.make_user(), by=None, at=timezone.now())
    retention.run(timezone.now() + 7 * 365 * DAY)
    assert AuditEvent.objects.filter(action="user.changed").exists()


def test_a_recovery_is_forgotten_ninety_days_after_it_was_asked_for() -> None:
    person = factories.make_user()
    FactorRecovery.objects.create(user=person, asked_at=NOW, ask_expires_at=NOW + 7 * DAY)
    retention.run(NOW + retention.DEAD_RECOVERIES)
    assert FactorRecovery.objects.exists()
    retention.run(NOW + retention.DEAD_RECOVERIES + DAY)
    assert not FactorRecovery.objects.exists()


def test_a_hidden_text_is_emptied_after_ninety_days_and_the_report_goes_after_a_year() -> None:
    made = hide(report(make_request(), words="My neighbour."))
    retention.run(NOW + retention.HIDDEN_TEXTS)
    made.refresh_from_db()
    assert (made.kept_text, made.words) == (NEEDLE, "My neighbour.")
    retention.run(NOW + retention.HIDDEN_TEXTS + DAY)
    made.refresh_from_db()
    assert (made.kept_text, made.words) == ("", "")
    retention.run(NOW + retention.REPORTS + DAY)
    assert not TextReport.objects.exists()


def test_what_others_are_to_look_at_again_is_kept_until_they_have() -> None:
    made = hide(report(make_request()))
    TextReport.objects.filter(pk=made.pk).update(state=ReportState.ASKED_AGAIN, asked_again_at=NOW)
    retention.run(NOW + retention.REPORTS + DAY)
    made.refresh_from_db()
    assert made.kept_text == NEEDLE


def test_an_open_report_waits_however_long() -> None:
    report(make_request())
    retention.run(NOW + 1000 * DAY)
    assert TextReport.objects.exists()


def test_the_counts_go_after_two_years() -> None:
    retention.run(NOW)
    retention.run(NOW + 731 * DAY)
    assert set(RetentionRun.objects.values_list("at", flat=True)) == {NOW + 731 * DAY}
