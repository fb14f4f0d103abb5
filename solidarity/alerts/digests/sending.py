"""Digests on their way: claimed by recipient, looked at again, one mail for each, every end recorded at once."""

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta

from django.utils import timezone

from solidarity.alerts.digests.claims import Digest, claim_digests
from solidarity.alerts.digests.gathering import Look, look_over
from solidarity.alerts.digests.letters import digest_letter
from solidarity.alerts.models import DeliveryState
from unions.actions import recipients
from unions.mail import Carrier, Outcome, Reply, return_path
from unions.mail.addresses import envelope_address
from unions.mail.backing_off import LEASE, WITHOUT_SERVER
from unions.mail.smtp import Unreachable
from unions.models import Announcement, Recipient

logger = logging.getLogger(__name__)

# A worker that was held up hands nothing more over once another may hold its rows.
HAND_OVER_WITHIN = LEASE.total_seconds() / 2
AT_ONCE = LEASE * 0


def send_digests(session: Carrier) -> bool:
    """Send the digests of the next recipients who are due; return whether there were any.

    Raises Unreachable, with all that did not leave given back, where there is no mail server.
    """
    began = time.monotonic()
    digests = claim_digests()
    for digest in digests:
        digest.give_up()
    looks = _look_over_all(digests)
    for position, digest in enumerate(digests):
        if time.monotonic() - began > HAND_OVER_WITHIN:
            _give_back(digests[position:], AT_ONCE)
            break
        try:
            _send_alone(digest, looks, session)
        except Unreachable:
            _give_back(digests[position:], WITHOUT_SERVER)
            raise
    return bool(digests)


def _give_back(digests: Iterable[Digest], wait: timedelta) -> None:
    for digest in digests:
        digest.give_back(wait)


def _look_over_all(digests: Iterable[Digest]) -> dict[int, Look]:
    """Look again at each piece of news once, for all who would read of it."""
    readers: dict[int, dict[int, str]] = defaultdict(dict)
    for digest in digests:
        for row in digest.rows:
            readers[row.announcement_id][digest.recipient_id] = row.why
    news = Announcement.objects.in_bulk(readers)
    return {pk: look_over(announcement, readers[pk]) for pk, announcement in news.items()}


def _send_alone(digest: Digest, looks: dict[int, Look], session: Carrier) -> None:
    """Let a digest that fails, as no other should suffer for it, fail by itself; logged without a word of it."""
    try:
        _send(digest, looks, session)
    except Unreachable:
        raise
    except Exception as error:
        logger.error("digest_failed recipient=%s error=%s", digest.recipient_id, type(error).__name__)
        digest.later(digest.announcement_ids)


def _send(digest: Digest, looks: dict[int, Look], session: Carrier) -> None:
    """Send what is still for its reader, in one mail; without anything left there is none."""
    reader = digest.recipient_id
    _end_cancelled(digest)
    left = {pk: looks[pk] for pk in digest.announcement_ids if pk in looks}
    digest.end_unsent(
        DeliveryState.SUPPRESSED, {pk: look.not_told[reader] for pk, look in left.items() if reader in look.not_told}
    )
    lines = {pk: look.lines[reader] for pk, look in left.items() if reader in look.lines}
    digest.later({pk for pk, look in left.items() if reader not in look.lines and reader not in look.not_told})
    quiet = max((looks[pk].later[reader] for pk in lines if reader in looks[pk].later), default=None)
    if quiet:
        digest.give_back(quiet)
    elif lines and digest.leave(lines):
        recipient, variant = looks[next(iter(lines))].readers[reader]
        message = digest_letter(recipient, variant, lines)
        way_back = return_path(max(lines), reader, is_digest=True)
        _record(digest, recipient, lines, session.hand_over(recipient.address, message, sender=way_back))


def _end_cancelled(digest: Digest) -> None:
    """Ask before each mail: what was withdrawn for safety a moment ago must reach nobody else."""
    withdrawn = Announcement.objects.filter(pk__in=digest.announcement_ids, cancelled_at__isnull=False)
    digest.end_unsent(DeliveryState.CANCELLED, dict.fromkeys(withdrawn.values_list("pk", flat=True), "cancelled"))


def _record(digest: Digest, recipient: Recipient, told: Collection[int], reply: Reply) -> None:
    if reply.outcome == Outcome.SENT:
        digest.sent(told)
    elif reply.outcome == Outcome.UNCERTAIN:
        digest.uncertain(told)
    elif reply.outcome == Outcome.LATER:
        digest.later(told)
    else:
        reason = f"refused_{reply.code}" if reply.code else "bad_address"
        digest.failed(told, reason)
        if reply.outcome == Outcome.HARD:
            where = envelope_address(recipient.address) if reply.code else ""
            recipients.suspend(recipient=recipient, reason=reason, at=timezone.now(), sent_to=where)
            logger.info("recipient_suspended recipient=%s code=%s", recipient.pk, reply.code)
