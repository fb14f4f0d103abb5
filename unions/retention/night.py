"""What the clock ends every night, on the ground floor."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from unions.audit import record
from unions.choices import UNPROVEN, ReportState
from unions.models import (
    AuditEvent,
    Consent,
    DutyProposal,
    FactorRecovery,
    Invitation,
    Membership,
    NetworkRole,
    OutgoingMail,
    OwnChannel,
    RetentionRun,
    ReturnedMail,
    Suspension,
    TextReport,
    User,
)
from unions.retention import admission

UNCONFIRMED_ACCOUNTS = timedelta(days=7)
DEAD_INVITATIONS = timedelta(days=30)
ENDED_MEMBERSHIPS = timedelta(days=365)
WITHDRAWN_CONSENTS = timedelta(days=3 * 365)
FAILED_MAILS = timedelta(days=7)
SENT_MAILS = timedelta(days=30)
TRAIL = timedelta(days=6 * 365)
PROPOSALS = timedelta(days=90)
UNCONFIRMED_CHATS = timedelta(days=7)
DEAD_RECOVERIES = timedelta(days=90)
HIDDEN_TEXTS = timedelta(days=90)  # as long as its author may ask for another look
REPORTS = timedelta(days=365)
RUNS = timedelta(days=2 * 365)
RETURNED_MAILS = timedelta(days=365)


def forget_unconfirmed_accounts(at: datetime) -> int:
    """Delete accounts whose address nobody confirmed, and which nobody ever opened."""
    unused = User.objects.filter(joined_at__lt=at - UNCONFIRMED_ACCOUNTS, last_login__isnull=True, email__isnull=False)
    confirmed = EmailAddress.objects.filter(verified=True).values("user")
    return _deleted(unused.exclude(pk__in=confirmed).filter(memberships__isnull=True, network_roles__isnull=True))


def forget_dead_invitations(at: datetime) -> int:
    """Delete invitations that expired, were used or taken back a month ago."""
    return _deleted(Invitation.objects.filter(expires_at__lt=at - DEAD_INVITATIONS))


def forget_ended_memberships(at: datetime) -> int:
    """Delete roles that ended a year ago, and the duties that rested because nothing but these was left of a person.

    With its last trace a duty would wake: who never belonged anywhere, as its founders, has theirs without a union.
    """
    is_over = Q(ended_at__lt=at - ENDED_MEMBERSHIPS)
    over = Membership.objects.filter(is_over)
    kept = Membership.objects.filter(~is_over | Q(ended_at__isnull=True)).exclude(state__in=UNPROVEN)
    duties = NetworkRole.objects.filter(user__in=over.values("user")).exclude(user__in=kept.values("user"))
    for duty in duties:
        record("duty.ended", duty, by=None, at=at, from_state=duty.kind)
    return _deleted(duties) + _deleted(over)


def forget_withdrawn_consents(at: datetime) -> int:
    """Delete consents that were taken back three years ago: until then they prove what was agreed."""
    return _deleted(Consent.objects.filter(withdrawn_at__lt=at - WITHDRAWN_CONSENTS))


def empty_mails(at: datetime) -> int:
    """Empty mails that were handed over or failed, and delete what is left of them after a month."""
    over = OutgoingMail.objects.filter(sent_at__isnull=False) | OutgoingMail.objects.filter(
        failed_at__lt=at - FAILED_MAILS
    )
    emptied = over.exclude(message="").update(message="", envelope_to="")
    return emptied + _deleted(OutgoingMail.objects.filter(made_at__lt=at - SENT_MAILS, message=""))


def forget_returned_mails(at: datetime) -> int:
    """Delete what came back of mails a year after it did."""
    return _deleted(ReturnedMail.objects.filter(at__lt=at - RETURNED_MAILS))


def forget_sessions(at: datetime) -> int:
    """Delete sessions that have run out, and the list of them that their bearer sees."""
    ended = _deleted(Session.objects.filter(expire_date__lt=at))
    return ended + _deleted(UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")))


def forget_limits(at: datetime) -> int:
    """Delete counters of the limiter that have run out."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM unions_limits WHERE expires < %s", [at])
        return int(cursor.rowcount)


def forget_dead_recoveries(at: datetime) -> int:
    """Delete recoveries of a second factor that were asked for 90 days ago, whatever came of them."""
    return _deleted(FactorRecovery.objects.filter(asked_at__lt=at - DEAD_RECOVERIES))


def empty_hidden_texts(at: datetime) -> int:
    """Empty what was hidden 90 days ago and was not asked for again, and what reporters and authors wrote of it."""
    decided = TextReport.objects.filter(decided_at__lt=at - HIDDEN_TEXTS).exclude(state=ReportState.ASKED_AGAIN)
    written = decided.exclude(kept_text="", words="", plea="")
    return int(written.update(kept_text="", words="", plea=""))


def forget_reports(at: datetime) -> int:
    """Delete reports a year after they were decided."""
    over = TextReport.objects.filter(decided_at__lt=at - REPORTS).exclude(state=ReportState.ASKED_AGAIN)
    return _deleted(over)


def forget_runs(at: datetime) -> int:
    """Delete the counts of these rules after two years."""
    return _deleted(RetentionRun.objects.filter(at__lt=at - RUNS))


def forget_trail(at: datetime) -> int:
    """Delete entries of the trail after six years; by the database's clock too, which lets nothing younger go."""
    return _deleted(AuditEvent.objects.filter(at__lt=at - TRAIL).filter(at__lt=Now() - TRAIL))


def forget_suspensions(at: datetime) -> int:
    """Delete decisions about organisations six years after they ended: until then they are their history."""
    return _deleted(Suspension.objects.filter(ended_at__lt=at - TRAIL))


def forget_proposals(at: datetime) -> int:
    """Delete proposals of duties three months after they were made: decided or not, they are over; the trail stays."""
    return _deleted(DutyProposal.objects.filter(proposed_at__lt=at - PROPOSALS))


def _deleted(rows: Any) -> int:
    return int(rows.delete()[0])


def forget_unconfirmed_chats(at: datetime) -> int:
    """Delete chats whose code nobody typed in a week: they may be somebody else's."""
    return _deleted(OwnChannel.objects.filter(made_at__lt=at - UNCONFIRMED_CHATS).exclude(code=""))


NIGHTLY = (
    forget_unconfirmed_accounts,
    forget_dead_invitations,
    forget_ended_memberships,
    forget_withdrawn_consents,
    empty_mails,
    forget_returned_mails,
    forget_sessions,
    forget_limits,
    forget_dead_recoveries,
    empty_hidden_texts,
    forget_reports,
    forget_runs,
    forget_trail,
    forget_suspensions,
    forget_proposals,
    forget_unconfirmed_chats,
    *admission.NIGHTLY,
)


def run(at: datetime, rules: Iterable[Callable[[datetime], int]] = NIGHTLY) -> dict[str, int]:
    """End what is over, each rule with its count in a transaction of its own; return how many rows each ended."""
    ended = {}
    for rule in rules:
        with transaction.atomic():
            ended[rule.__name__] = rule(at)
            RetentionRun.objects.update_or_create(rule=rule.__name__, at=at, defaults={"ended": ended[rule.__name__]})
    return ended
