"""Wakes Celery from a thread of its own: who publishes never waits for the broker, near or far, quick or silent."""

import atexit
import logging
import os
from threading import Lock, Thread

from celery import current_app

# The thread may lose this much to a broker that is away; the clock sweeps seconds later in any case.
PATIENCE = 0.5  # seconds
NAME = "waking"

logger = logging.getLogger(__name__)


class Waker:
    """Sends what is asked for, one after the other, in a thread that ends when nothing is left.

    A task that waits to be sent is not asked for twice: one waking looks at everything. So there are never more of
    them than tasks have names.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._wanted: dict[str, None] = {}
        self._thread: Thread | None = None

    def ask(self, task: str) -> None:
        """Note that this task is to be sent, and come back at once."""
        with self._lock:
            self._wanted[task] = None
            if self._thread is None:
                self._begin()

    def finish(self, seconds: float) -> bool:
        """Wait until everything has been sent, but no longer than this; return whether it has."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return self._thread is None

    def _begin(self) -> None:
        self._thread = Thread(target=self._send_all, name=NAME, daemon=True)
        try:
            self._thread.start()
        except RuntimeError:  # there are too many threads, or the process ends
            self._thread = None
            self._wanted.clear()
            logger.warning("wake_up_failed error=no_thread")

    def _send_all(self) -> None:
        while task := self._next():
            send(task)

    def _next(self) -> str:
        """Return what is to be sent next; an empty string, and the thread ends, where nothing is."""
        with self._lock:
            task = next(iter(self._wanted), "")
            self._wanted.pop(task, None)
            if not task:
                self._thread = None
            return task


def send(task: str) -> None:
    """Send a task now, with little patience; whoever calls this waits for the broker."""
    impatient = {"max_retries": 0, "socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
    try:
        with current_app.connection_for_write(connect_timeout=PATIENCE, transport_options=impatient) as connection:
            current_app.send_task(task, retry=False, ignore_result=True, connection=connection)
    except Exception as error:  # whatever it is, the next waking must find its thread
        logger.warning("wake_up_failed task=%s error=%s", task, type(error).__name__)


def wake_by_name(task: str) -> None:
    """Have a task sent soon, without any call to the broker from here."""
    _waker.ask(task)


def finish(seconds: float = 2 * PATIENCE) -> bool:
    """Wait until all wakings have left, but no longer than this; return whether they have."""
    return _waker.finish(seconds)


def _begin_anew() -> None:
    """Give a process that was forked a waker of its own: threads stay behind."""
    global _waker  # noqa: PLW0603
    _waker = Waker()


_waker = Waker()
os.register_at_fork(after_in_child=_begin_anew)
atexit.register(finish)  # a command that ends at once still wakes whom it has written for
