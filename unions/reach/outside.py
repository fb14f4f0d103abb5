"""Only the public internet: an address that a person typed must not lead the portal to its own machines.

A name can mean one machine when it is checked and another when it is used. So what counts is looked at when the line is
opened: Python tells its audit hooks the address of every connection, after the name was looked up, and a hook that
raises stops it. That holds for redirects and for whatever library opens the line.

Whoever answers there may be hostile, too. Libraries wait only so long for each piece of an answer and take however many
there are: a trip as a whole has an end, at which its lines are cut, and of an answer only its beginning is read.
"""

import functools
import ipaddress
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from socket import SHUT_RDWR
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 15.0  # seconds of a trip
NAT64 = ipaddress.ip_network("64:ff9b::/96")
INNER_NAMES = {"localhost", "local", "internal", "lan", "home", "corp", "intranet", "arpa"}


class Unusable(ValidationError):
    """Nothing can be sent to this address; the message is for who typed it."""


class Inside(OSError):
    """The line would lead into a private network."""


class TooLate(OSError):
    """The trip is over."""


@dataclass
class Trip:
    """What happened on the way: whether anything left, and whether a private address was met."""

    ends_at: float  # on the monotonic clock
    has_left: bool = False
    met_inside: bool = False
    _lines: list[Any] = field(default_factory=list)

    def opens(self, line: Any) -> None:
        """Keep a handle of a line that is about to be opened; encryption takes the socket itself away."""
        self._lines.append(line.dup())

    def cut(self) -> None:
        """Cut all lines, whoever still waits at them."""
        for line in self._lines:
            with suppress(OSError):  # never opened, or closed already
                line.shutdown(SHUT_RDWR)

    def close(self) -> None:
        """Let go of the lines."""
        for line in self._lines:
            line.close()


_under_way: ContextVar[Trip | None] = ContextVar("trip", default=None)


@contextmanager
def trip() -> Iterator[Trip]:
    """Let this thread open lines to public addresses alone, and for so long, until the block ends."""
    _watch_all()
    begun = Trip(time.monotonic() + LONGEST)
    end = threading.Timer(LONGEST, begun.cut)
    end.daemon = True
    token = _under_way.set(begun)
    end.start()
    try:
        yield begun
    finally:
        end.cancel()
        begun.close()
        _under_way.reset(token)


def is_under_way() -> bool:
    """Whether this thread is on a trip."""
    return _under_way.get() is not None


def is_public(host: str) -> bool:
    """Whether an IP address is reached over the public internet; anything that is no IP address is not."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if address.is_loopback:
        return bool(settings.LOOPBACK_IS_PUBLIC)
    within = _within(address)
    if within is not None:
        return is_public(str(within))
    # Python calls some of IPv6 global that is kept for translation within a network, or was for networks of old.
    is_of_old = address.version == 6 and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or is_of_old)


def check_host(host: str) -> None:
    """Refuse what shows its private network by its name already; the others are looked at when they are used."""
    host = host.strip("[]").rstrip(".")
    try:
        host.encode("idna")
    except UnicodeError as error:
        raise Unusable(_("This is not a complete address.")) from error
    if _is_number(host):
        is_outside = is_public(host)
    else:
        is_outside = "." in host and host.rpartition(".")[2].lower() not in INNER_NAMES
    if not is_outside:
        raise Unusable(_("This address is inside a private network. It must be on the public internet."))


def _is_number(host: str) -> bool:
    """Whether it is an IP address, or a number that some would read as one."""
    return ":" in host or host.rpartition(".")[2].lower().removeprefix("0x").isdigit()


def _within(address: Any) -> Any:
    """Return the IPv4 address that an IPv6 address stands for, if it does."""
    if address.version == 4:
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])


@functools.cache
def _watch_all() -> None:
    from unions.reach.answers import read_briefly

    sys.addaudithook(_watch)
    read_briefly()


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in {"socket.connect", "http.client.send"}:
        return
    begun = _under_way.get()
    if begun is None:
        return
    if event == "http.client.send":
        begun.has_left = True
    elif not _leads_outside(arguments[1]):
        begun.met_inside = True
        raise Inside("Nothing is sent into a private network.")
    elif time.monotonic() >= begun.ends_at:
        raise TooLate("The trip is over.")
    else:
        begun.opens(arguments[0])


def _leads_outside(address: Any) -> bool:
    return isinstance(address, tuple) and isinstance(address[0], str) and is_public(address[0])
