"""One demonstration at a time in one checkout: they would share the data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from deploy.local.places import STATE


class AlreadyRunning(Exception):
    """Another demo of this checkout is running; `address` is where, or nothing while it starts."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(f"The demo already runs here: {address or 'it is just starting'}.")


@dataclass(frozen=True)
class Lock:
    """The held lock; the kernel lets go of it when we end, however we end."""

    file: TextIO

    def tell(self, words: str) -> None:
        """Write down for the next one who comes where we are."""
        self.file.seek(0)
        self.file.truncate()
        self.file.write(words)
        self.file.flush()


@contextmanager
def demo_lock() -> Iterator[Lock]:
    """Hold the lock. Raises AlreadyRunning with the address of the demo that holds it."""
    with os.fdopen(os.open(STATE / "demo.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise AlreadyRunning(file.read()) from taken
        lock = Lock(file)
        lock.tell("")
        yield lock
