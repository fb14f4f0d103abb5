"""Free ports on the loopback."""

import errno
import socket

LOOPBACKS = [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
UNKNOWN_ADDRESS = {errno.EPROTONOSUPPORT, errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL}


def is_free(port: int) -> bool:
    """Say whether nobody listens here, on either loopback: a browser that is told `localhost` may try both."""
    return all(can_bind(family, address, port) for family, address in LOOPBACKS)


def can_bind(family: socket.AddressFamily, address: str, port: int) -> bool:
    """Try to take the port; a machine without this family of addresses has nobody there."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as candidate:
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            candidate.bind((address, port))
    except OSError as refusal:
        return family == socket.AF_INET6 and refusal.errno in UNKNOWN_ADDRESS
    return True


def first_free(preferred: int) -> int:
    """Return the preferred port, or the next one above it that is free."""
    return next(port for port in range(preferred, 65536) if is_free(port))


def any_free() -> int:
    """Return a port that the system says is free."""
    with socket.socket() as candidate:
        candidate.bind(("127.0.0.1", 0))
        return int(candidate.getsockname()[1])
