"""The shape of a rule of retention."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

NOBODY = _("nobody; the program alone reads it")


@dataclass(frozen=True)
class Clock:
    """Rows go so long after this moment, in the night that follows; it may be a moment of what they point to."""

    moment: str
    after: timedelta


@dataclass(frozen=True)
class Rule:
    """Why a column is held, until when (in words), the function that ends it, if a clock does, and who sees it."""

    purpose: Any
    keep: Any
    run: Callable[[datetime], int] | None = None
    seen_by: Any = ""
    clock: Clock | None = None
