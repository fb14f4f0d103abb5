"""The portal's settings for what is broken on purpose: short leases, short waits, and a clock that may be wrong.

Only processes that name this module as DJANGO_SETTINGS_MODULE are in such a hurry.
"""

import importlib.util
import os
import sys
from datetime import timedelta
from pathlib import Path

from solidarity.settings import *  # noqa: F403

LEASE = float(os.environ.get("FAULTS_LEASE", "6"))  # seconds
WAIT = 0.5  # seconds until a refused copy goes again
MAILS_AT_ONCE_A_DAY = 1_000_000  # the same crowd is told again and again
LOOPBACK_IS_PUBLIC = True  # the devices that are told stand on this machine
EMAIL_TIMEOUT = int(os.environ.get("FAULTS_HEARING", "2"))  # seconds that a mail server may be silent


def hurry() -> None:
    """Put the engine's periods in its place before anything takes them over from there."""
    name = "unions.mail.backing_off"
    place = Path(__file__).resolve().parents[2] / "unions" / "mail" / "backing_off.py"
    spec = importlib.util.spec_from_file_location(name, place)
    if spec is None or spec.loader is None:
        raise ImportError(name)
    periods = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(periods)
    waits = (timedelta(seconds=WAIT),) * len(periods._WAITS)
    vars(periods).update(LEASE=timedelta(seconds=LEASE), WITHOUT_SERVER=timedelta(seconds=WAIT), _WAITS=waits)
    sys.modules[name] = periods


def be_off() -> None:
    """Let this process see a clock that is wrong by so many seconds; the database's is right."""
    off = float(os.environ.get("FAULTS_CLOCK", "0"))
    if off:
        from datetime import UTC, datetime

        import time_machine

        time_machine.travel(datetime.now(UTC) + timedelta(seconds=off), tick=True).start()


hurry()
be_off()
