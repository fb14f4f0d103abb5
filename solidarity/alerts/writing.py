"""Writes the copies of one announcement: each variant once, for as long as it says what is so."""

import logging
import time
from collections.abc import Iterator

from solidarity.alerts.eligibility import Look, Reader
from solidarity.alerts.letters import letter, master
from solidarity.alerts.rendering import render
from unions.announcements import Variant
from unions.mail import Copy, Master, Outcome, Reply
from unions.mail.addresses import Unsendable

logger = logging.getLogger(__name__)

GOOD_FOR = 5.0  # seconds; then a variant is rendered anew, whatever stands in it


class Writer:
    """Writes for many readers; what cannot be written holds up nobody else."""

    def __init__(self, look: Look, *, is_8bit: bool) -> None:
        self._look, self._is_8bit = look, is_8bit
        self._masters: dict[tuple[Variant, bool], Master] = {}
        self._readings = 0
        self._good_until = 0.0

    def write(self, readers: list[Reader]) -> Iterator[Copy | Reply]:
        """Yield a copy for each reader, or what becomes of one that cannot be written."""
        if self._readings != self._look.readings or time.monotonic() > self._good_until:
            self._masters = {}
            self._readings, self._good_until = self._look.readings, time.monotonic() + GOOD_FOR
        return map(self._write, readers)

    def _write(self, reader: Reader) -> Copy | Reply:
        """Return one copy; a failure is logged without a word of it."""
        announcement = self._look.announcement
        try:
            reply_to = self._look.kind.reply_to(announcement, reader.variant, reader)
            return letter(announcement, reader, self._master(reader.variant, takes_replies=bool(reply_to)), reply_to)
        except Unsendable:
            return Reply(Outcome.HARD)
        except Exception as error:
            where = (announcement.pk, reader.pk, type(error).__name__)
            logger.error("alert_not_written announcement=%s recipient=%s error=%s", *where)
            return Reply(Outcome.LATER)

    def _master(self, variant: Variant, *, takes_replies: bool) -> Master:
        key = (variant, takes_replies)
        if found := self._masters.get(key):
            return found
        rendered = render(self._look.kind, self._look.announcement, variant, takes_replies=takes_replies)
        return self._masters.setdefault(key, master(rendered, is_8bit=self._is_8bit, takes_replies=takes_replies))
