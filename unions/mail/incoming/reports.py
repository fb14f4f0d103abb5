"""What mail servers report: that a mail could not be delivered (RFC 3464), that a reader complained (RFC 5965)."""

import re
from dataclasses import dataclass

from unions.mail.incoming.messages import Mail, addresses_of, header, heads_inside, parts_of
from unions.mail.replies import Outcome, to_recipient

# RFC 3463: the box does not exist, cannot exist, has moved away, takes no mail at all, or is shut.
HARD = re.compile(r"5\.(1\.[01236]|1\.10|2\.1)")
STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
REPLY = re.compile(r"(?:smtp;)?\s*(\d{3})(?:[ -](.*)|$)", re.ASCII | re.IGNORECASE)
NOTHING_SAID = "5.0.0"
DEAD = "5.1.0"  # something about the address, and no more
DELIVERIES = {"message/delivery-status", "message/global-delivery-status"}
ORIGINALS = {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}


@dataclass(frozen=True)
class Bounce:
    """A mail was not delivered, as this code of RFC 3463 says."""

    status: str

    @property
    def is_hard(self) -> bool:
        """Whether the address takes no mail at all, today and tomorrow."""
        return HARD.fullmatch(self.status) is not None


@dataclass(frozen=True)
class Complaint:
    """A reader called a mail of ours a nuisance; from these addresses it had come."""

    senders: list[str]


def is_report(mail: Mail) -> bool:
    """Whether a machine reports on a mail, whatever it reports."""
    return mail.get_content_type() == "multipart/report"


def bounce_in(mail: Mail) -> Bounce | None:
    """Return the failure that a mail reports; None where it reports none, or a delay."""
    if not is_report(mail):
        return None
    blocks = [block for part in parts_of(mail) if part.get_content_type() in DELIVERIES for block in heads_inside(part)]
    failed = [block for block in blocks if header(block, "Action").lower() == "failed"]
    bounces = [Bounce(_status(block)) for block in failed]
    return next((bounce for bounce in bounces if bounce.is_hard), bounces[0] if bounces else None)


def complaint_in(mail: Mail) -> Complaint | None:
    """Return the complaint that a mail reports; None where it reports none, or that all is well."""
    parts = list(parts_of(mail)) if is_report(mail) else []
    reports = [part for part in parts if part.get_content_type() == "message/feedback-report"]
    heads = [block for part in reports for block in heads_inside(part)]
    if not any(header(block, "Feedback-Type").lower() == "abuse" for block in heads):
        return None
    originals = [block for part in parts if part.get_content_type() in ORIGINALS for block in heads_inside(part)[:1]]
    reported = [address for block in heads for address in addresses_of(block, ("Original-Mail-From",))]
    return Complaint(reported + [address for block in originals for address in addresses_of(block, ("Return-Path",))])


def status_of_reply(reply: str) -> str:
    """Return a code for a server's reply that holds none: what it would mean as an answer to a recipient."""
    said = REPLY.match(reply)
    if said is None:
        return NOTHING_SAID
    outcome = to_recipient(int(said[1]), (said[2] or "").encode(errors="ignore")).outcome
    return DEAD if outcome is Outcome.HARD else NOTHING_SAID


def _status(block: Mail) -> str:
    """Return the code; where it says nothing, the one that the other server gave as its reason, or its bare reply."""
    stated = STATUS.search(header(block, "Status"))
    if stated is not None and stated[0] != NOTHING_SAID:
        return stated[0]
    reason = header(block, "Diagnostic-Code")
    found = STATUS.search(reason)
    return found[0] if found else status_of_reply(reason)
