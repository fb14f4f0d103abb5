"""The clock: what comes due by itself, minute by minute, and what is tidied up at night.

Each step names what is due and the action that settles one of it. A step that fails is reported and leaves the others
alone; what somebody else settled in the meantime is passed over.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery import shared_task
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from campaigns.actions import actions as campaign_actions
from campaigns.models import Action
from exchanges import retention as exchanges_retention
from exchanges.actions import exchanges, visits
from exchanges.actions import reports as exchange_reports
from exchanges.models import Commitment, Exchange, Visit
from solidarity import retention
from solidarity.actions import addressees, check_ins, closings, guest_pledges, needs, places, pledges
from solidarity.models import Addressee, Need, Pledge, SolidarityRequest
from unions import retention as unions_retention
from unions.actions import memberships
from unions.importers import held_files
from unions.models import Membership, Organisation
from unions.validators import Refused

CLOCK_LOCK = 7_001  # any numbers, as long as nothing else of the portal uses them
NIGHT_LOCK = 7_002
AT_ONCE = 500
TICKED = "clock_ticked_at"  # in the cache of the database, for the doctor
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """What is due at a moment, and the action for one of it; `noun` is the name by which the action takes it."""

    noun: str
    due: Callable[[datetime], Any]
    settle: Callable[..., Any]


CLOCK = (
    Step("pledge", Pledge.objects.hold_expired, pledges.drop_hold),
    Step("pledge", Pledge.objects.to_remind, pledges.remind),
    Step("pledge", Pledge.objects.to_lapse, pledges.lapse),
    Step("addressee", Addressee.objects.to_remind, addressees.remind),
    Step("need", Need.objects.short_to_tell, needs.tell_short),
    Step("solidarity_request", SolidarityRequest.objects.check_in_to_ask, check_ins.ask),
    Step("solidarity_request", SolidarityRequest.objects.to_pause, check_ins.pause_overdue),
    Step("solidarity_request", SolidarityRequest.objects.to_close, closings.close_unreported),
    Step("exchange", Exchange.objects.to_expire, exchanges.expire),
    Step("visit", Visit.objects.to_begin, visits.begin),
    Step("visit", Visit.objects.to_complete, visits.complete),
    Step("visit", Visit.objects.to_ask_for_reports, visits.ask_for_reports),
    Step("commitment", Commitment.objects.to_ask, exchange_reports.ask_whether_kept),
    Step("action", Action.objects.to_announce, campaign_actions.announce_near),
)
NIGHT = (
    Step("need", lambda at: Need.objects.miscounted(), places.recount),
    Step("organisation", Organisation.objects.to_remind_of_renewals, memberships.remind_to_renew),
    Step("membership", Membership.objects.to_lapse, memberships.lapse),
)


@shared_task
def let_the_clock_tick() -> None:
    """Settle all that is due; called every minute, and harmless when called twice."""
    at = timezone.now()
    with alone(CLOCK_LOCK) as is_alone:
        if is_alone:
            cache.set(TICKED, at, timeout=None)
            guest_pledges.forget_expired(at=at)
            settle_all(CLOCK, at)


@shared_task
def tidy_up() -> None:
    """Count places anew and forget what is no longer needed; called every night."""
    at = timezone.now()
    with alone(NIGHT_LOCK) as is_alone:
        if is_alone:
            settle_all(NIGHT, at)
            unions_retention.run(at)
            exchanges_retention.run(at)
            retention.run(at)
            held_files.sweep()


def settle_all(steps: Iterable[Step], at: datetime) -> None:
    """Settle what is due, step by step; raise the failures together when all steps have had their turn."""
    failures = [failure for step in steps for failure in settle(step, at)]
    if failures:
        raise ExceptionGroup("The clock could not settle everything.", failures)


def settle(step: Step, at: datetime) -> Iterator[Exception]:
    """Settle what is due of one step, each in a transaction of its own; yield what went wrong."""
    for row in step.due(at).order_by("pk")[:AT_ONCE]:
        try:
            step.settle(**{step.noun: row}, at=at)
        except Refused:
            continue  # somebody settled it in the meantime
        except Exception as failure:  # one row that cannot be settled must not stop the clock for all others
            logger.exception("clock_failed %s=%s action=%s", step.noun, row.pk, step.settle.__name__)
            yield failure


@contextmanager
def alone(key: int) -> Iterator[bool]:
    """Say whether this is the only clock that runs now; another one is left to its work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_alone = cursor.fetchone()[0]
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
