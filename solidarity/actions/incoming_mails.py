"""One mail that came in: what it is decides what it changes. Nothing from a stranger changes or stops anything."""

import logging
from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from django.db import InterfaceError, OperationalError

from solidarity.actions import reply_drafts
from solidarity.notifications.reply_addresses import Replied, replied_to
from unions.actions import returned_mails
from unions.mail.incoming.automatic import is_automatic, is_our_own
from unions.mail.incoming.boxes import is_for_complaints
from unions.mail.incoming.messages import Arrived, Mail, Unreadable, addresses_of, header
from unions.mail.incoming.replies import reply_in
from unions.mail.incoming.reports import bounce_in, complaint_in, is_report
from unions.mail.verp import Copied, returned

logger = logging.getLogger(__name__)


class Fate(Enum):
    """What became of a mail that came in."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    REPLY = "reply"
    IGNORED = "ignored"


class NotNow(Exception):
    """The database is away: whoever handed the mail over keeps it and comes again."""


def take(raw: bytes, *, at: datetime, to: Iterable[str] = (), sender: str | None = None) -> Fate:
    """Take one mail. `to` and `sender` are those of the envelope, where they are known. Raises NotNow.

    A mail that cannot be understood is ignored, and logged without a word of it: to send it back would answer a
    stranger, and to stop at it would hold up all that come behind it.
    """
    return _fate(Arrived(raw), list(to), sender, at)


def take_for_each(raw: bytes, *, to: Iterable[str], sender: str | None, at: datetime) -> dict[str, Fate | None]:
    """Take one mail for each recipient of its envelope; None for whom the database is away, and it comes again."""
    arrived = Arrived(raw)
    return {address: _fate_or_later(arrived, address, sender, at) for address in dict.fromkeys(to)}


def _fate_or_later(arrived: Arrived, address: str, sender: str | None, at: datetime) -> Fate | None:
    try:
        return _fate(arrived, [address], sender, at)
    except NotNow:
        return None


def _fate(arrived: Arrived, to: list[str], sender: str | None, at: datetime) -> Fate:
    try:
        fate = _taken(arrived, to, sender, at)
    except (OperationalError, InterfaceError) as error:
        raise NotNow from error
    except Unreadable:
        fate = Fate.IGNORED
    except Exception as error:
        logger.error("mail_not_understood error=%s", type(error).__name__)
        return Fate.IGNORED
    logger.info("mail_came_in fate=%s", fate.value)
    return fate


def _taken(arrived: Arrived, envelope: list[str], sender: str | None, at: datetime) -> Fate:
    """Look at whom it is for before the mail: anybody can send a large one to an address that was never given away."""
    to = envelope or addresses_of(arrived.mail)
    copies = _copies(to)
    replied = next((found for found in (replied_to(address, at) for address in to) if found), None)
    if envelope and not (copies or replied or any(map(is_for_complaints, to))):
        return Fate.IGNORED
    mail = arrived.mail
    if is_report(mail):
        return _report(mail, copies, at)
    if replied is None or sender == "" or is_automatic(mail) or is_our_own(mail):
        return Fate.IGNORED
    return _reply(mail, replied, at)


def _report(mail: Mail, copies: list[Copied], at: datetime) -> Fate:
    bounce, complaint = bounce_in(mail), complaint_in(mail)
    for copy in [*copies, *_copies(complaint.senders if complaint else [])]:
        if complaint and returned_mails.complained(copy=copy, at=at):
            return Fate.COMPLAINT
        if bounce and returned_mails.bounced(copy=copy, status=bounce.status, is_hard=bounce.is_hard, at=at):
            return Fate.BOUNCE
    return Fate.IGNORED


def _copies(addresses: list[str]) -> list[Copied]:
    return [copy for copy in map(returned, addresses) if copy]


def _reply(mail: Mail, replied: Replied, at: datetime) -> Fate:
    reply = reply_in(mail)
    source = (header(mail, "Message-ID") or reply.words).encode("utf-8", "replace")
    kept = reply_drafts.keep(
        replied=replied, words=reply.words, has_attachments=reply.has_attachments, source=source, at=at
    )
    return Fate.REPLY if kept else Fate.IGNORED
