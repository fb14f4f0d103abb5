"""Which thread of this process opens a line, and to which port: what Python tells its audit hooks."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    """A line that a thread opened, or a name that it looked up in order to."""

    thread: str
    port: Any


_watching: list[list[Call]] = []
_hooked: list[bool] = []


@contextmanager
def watched() -> Iterator[list[Call]]:
    """Note all calls of all threads until the block ends."""
    if not _hooked:  # a hook stays as long as the process
        sys.addaudithook(_note)
        _hooked.append(True)
    calls: list[Call] = []
    _watching.append(calls)
    try:
        yield calls
    finally:
        _watching.remove(calls)


def by_this_thread(calls: list[Call], port: int) -> list[Call]:
    """Return those that this thread made to this port: it waited for each."""
    return [call for call in calls if call.port in {port, str(port)} and call.thread == threading.current_thread().name]


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching or event not in {"socket.connect", "socket.getaddrinfo"}:
        return
    address = arguments[1] if event == "socket.connect" else arguments
    if isinstance(address, tuple):  # else it is a socket of this machine, with a path for a name
        call = Call(threading.current_thread().name, address[1])
        for calls in _watching:
            calls.append(call)
