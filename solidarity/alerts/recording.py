"""What became of the copies, written down with one statement for each way to end."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.utils import timezone

from solidarity.alerts.claims import Batch
from unions.actions import recipients
from unions.mail import Outcome, Reply
from unions.mail.backing_off import back_off
from unions.models import Recipient

logger = logging.getLogger(__name__)
NOWHERE: Mapping[int, str] = {}


def record(batch: Batch, said: Iterable[tuple[int, Reply]], sent_to: Mapping[int, str] = NOWHERE) -> None:
    """Record what was said to each recipient's copy, given with the addresses to which they went.

    The next look, or the end of the batch, records what was sent. One of unknown fate goes again when a lease has
    passed; but no more than three may arrive.
    """
    failed: dict[str, list[int]] = defaultdict(list)
    later: dict[timedelta, list[int]] = defaultdict(list)
    uncertain: list[int] = []
    for recipient_id, reply in said:
        wait = back_off(batch.attempts(recipient_id))
        if reply.outcome == Outcome.SENT:
            batch.sent.append(recipient_id)
        elif reply.outcome in {Outcome.REFUSED, Outcome.HARD}:
            failed[_reason(reply)].append(recipient_id)
            _suspend_if_hard(recipient_id, reply, sent_to.get(recipient_id, ""))
        elif reply.outcome == Outcome.UNCERTAIN and wait and batch.may_go_again(recipient_id):
            uncertain.append(recipient_id)
        elif reply.outcome == Outcome.UNCERTAIN:
            failed["uncertain"].append(recipient_id)
        elif wait is None:
            failed["dead_letter"].append(recipient_id)
        else:
            later[wait].append(recipient_id)
    for reason, ids in failed.items():
        batch.failed(ids, reason)
    for wait, ids in later.items():
        batch.later(ids, wait)
    batch.uncertain(uncertain)


def _reason(reply: Reply) -> str:
    return f"refused_{reply.code}" if reply.code else "bad_address"


def _suspend_if_hard(recipient_id: int, reply: Reply, sent_to: str) -> None:
    if reply.outcome == Outcome.HARD:
        for recipient in Recipient.objects.filter(pk=recipient_id):
            recipients.suspend(recipient=recipient, reason=_reason(reply), at=timezone.now(), sent_to=sent_to)
            logger.info("recipient_suspended recipient=%s code=%s", recipient_id, reply.code)
