"""The commands of the demonstration's own processes: worker, clock and web server."""

import sys
import urllib.error
import urllib.request
from pathlib import Path

from deploy.local.places import STATE
from deploy.local.waiting import Unavailable

CELERY = [sys.executable, "-m", "celery", "--app", "solidarity.celery:app"]


def worker_command() -> list[str | Path]:
    """Return the command of the worker, which takes the urgent and the other tasks."""
    return [*CELERY, "worker", "--queues=default,urgent", "--concurrency=2", "--loglevel=INFO", "--without-mingle"]


def beat_command() -> list[str | Path]:
    """Return the clock's command. Its file holds nothing dear: what is due stands in Postgres."""
    schedule = STATE / "celerybeat-schedule"
    for left_over in STATE.glob(f"{schedule.name}*"):
        left_over.unlink()
    return [*CELERY, "beat", f"--schedule={schedule}", "--pidfile=", "--loglevel=INFO"]


def web_command(port: int) -> list[str | Path]:
    """Return the web server's command: threads, the loopback only, and no log of who read what.

    Nor a control socket, which would lie in the home folder.
    """
    options = [f"--bind=127.0.0.1:{port}", "--workers=1", "--threads=8", "--graceful-timeout=3", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", "solidarity.wsgi:application", *options]


def answers(address: str) -> bool:
    """Say whether a page comes back."""
    try:
        with urllib.request.urlopen(address, timeout=20):
            return True
    except urllib.error.HTTPError as answer:
        raise Unavailable(f"The first page answers {answer.code}; see .local/log/web.log.") from answer
    except OSError:
        return False
