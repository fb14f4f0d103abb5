"""The shape of a rule of retention."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Rule:
    """Why a column is held, until when (in words), and the function that ends it, if a clock does."""

    purpose: Any
    keep: Any
    run: Callable[[datetime], int] | None = None
