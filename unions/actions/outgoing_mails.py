"""Handing over single mails: claimed for a while by the database's clock, emptied as soon as they are gone."""

import logging
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from unions.mail import Outcome, Reply, carrier
from unions.mail.backing_off import LEASE, WITHOUT_SERVER, back_off
from unions.mail.smtp import Unreachable
from unions.models import OutgoingMail

logger = logging.getLogger(__name__)

CLAIM = """
    UPDATE unions_outgoingmail SET leased_until = clock_timestamp() + %s, attempts = attempts + 1
    WHERE id IN (
        SELECT id FROM unions_outgoingmail
        WHERE sent_at IS NULL AND failed_at IS NULL AND not_before <= clock_timestamp()
          AND (leased_until IS NULL OR leased_until < clock_timestamp())
        ORDER BY attempts, not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""


def send_waiting() -> int:
    """Hand over every mail that is due; return how many were sent. One of unknown fate goes again after its lease."""
    sent = 0
    with carrier() as session:
        for mail in _claimed():
            try:
                reply = session.hand_over(mail.envelope_to, mail.message.encode())
            except Unreachable:
                _give_back(mail)
                logger.warning("mail_server_unreachable")
                break
            _record(mail, reply)
            sent += reply.outcome == Outcome.SENT
    return sent


def _claimed() -> Iterator[OutgoingMail]:
    """One at a time, so that a killed worker has at most one of them in hand."""
    length: list[Any] = [LEASE]
    while True:
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, length)
            row = cursor.fetchone()
        if row is None:
            return
        yield OutgoingMail.objects.get(pk=row[0])


def _record(mail: OutgoingMail, reply: Reply) -> None:
    mine = OutgoingMail.objects.filter(pk=mail.pk, sent_at__isnull=True)
    emptied = {"envelope_to": "", "message": "", "reply_code": reply.code, "leased_until": None}
    wait = back_off(mail.attempts)
    if reply.outcome == Outcome.SENT:
        mine.update(sent_at=Now(), **emptied)
    elif reply.outcome in {Outcome.REFUSED, Outcome.HARD} or wait is None:
        mine.update(failed_at=Now(), **emptied)
        logger.warning("mail_failed mail=%s code=%s", mail.pk, reply.code)
    elif reply.outcome == Outcome.LATER:
        mine.update(not_before=Now() + wait, leased_until=None, reply_code=reply.code)


def _give_back(mail: OutgoingMail) -> None:
    waiting = OutgoingMail.objects.filter(pk=mail.pk, sent_at__isnull=True)
    waiting.update(attempts=F("attempts") - 1, not_before=Now() + WITHOUT_SERVER, leased_until=None)
