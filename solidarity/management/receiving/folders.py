"""Mail in folders: what was taken is removed, for it is somebody's words; what could not be taken yet stays."""

import mailbox
from collections import Counter
from pathlib import Path
from typing import Any

from django.utils import timezone

from solidarity.actions.incoming_mails import Fate, take
from unions.mail.incoming.messages import LARGEST


class NoMailbox(Exception):
    """There is neither a maildir nor an mbox at this place, or another program writes to it now."""


def read_folder(path: Path) -> Counter[Fate]:
    """Take all mails of a maildir or an mbox. Raises NoMailbox, and NotNow with the rest left where it is."""
    box = _opened(path)
    fates: Counter[Fate] = Counter()
    try:
        for key in list(box.keys()):
            raw = _read(box, key)
            if raw is not None:
                fates[take(raw, at=timezone.now())] += 1
                box.discard(key)
    finally:
        box.close()  # writes an mbox without what was removed, and lets go of its lock
    return fates


def _opened(path: Path) -> "mailbox.Mailbox[Any]":
    try:
        if (path / "new").is_dir() and (path / "cur").is_dir():
            return mailbox.Maildir(path, create=False)
        box = mailbox.mbox(path, create=False)
        box.lock()
    except (OSError, mailbox.Error) as error:
        raise NoMailbox from error
    return box


def _read(box: "mailbox.Mailbox[Any]", key: str) -> bytes | None:
    """Return a mail, or as much of it as shows that it is too large; None where somebody else has removed it."""
    try:
        with box.get_file(key) as mail:
            return bytes(mail.read(LARGEST + 1))
    except (KeyError, FileNotFoundError):
        return None
