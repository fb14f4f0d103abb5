"""Writes what a preview announced."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from unions.actions import listed_organisations
from unions.importers.lines import Lines
from unions.importers.previewing import Preview, preview
from unions.models import Recipient, User
from unions.validators import Refused

CHANGED = _("The directory has changed meanwhile. Please look at the preview again.")
AnyLines = TypeVar("AnyLines", bound=Lines)
LOCK = 7_301_946_220  # one import at a time


class Outdated(Refused):
    """The directory has changed since the preview was made."""


@transaction.atomic
def apply(seen: Preview, *, by: User | Recipient | None, at: datetime) -> Preview:
    """Do what the preview says, all or nothing, and return it.

    Raise Outdated where by now something else would happen than was seen.
    """
    return apply_seen(
        seen,
        lambda: preview([line.row for line in seen.lines]),
        lambda due: listed_organisations.write(entries=due.entries(), by=by, at=at),
    )


@transaction.atomic
def apply_seen(seen: AnyLines, again: Callable[[], AnyLines], write: Callable[[AnyLines], object]) -> AnyLines:
    """Look again, one import at a time, and write what is due where it is what was seen; else raise Outdated."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    due = again()
    if due.fingerprint() != seen.fingerprint():
        raise Outdated(CHANGED)
    try:
        write(due)
    except IntegrityError as error:  # somebody added one of them by hand at this very moment
        raise Outdated(CHANGED) from error
    return due
