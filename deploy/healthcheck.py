"""What an engine asks a container: does it answer, or was its file written a moment ago? Ends with 1 if not."""

import smtplib
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE = 4  # seconds
FRESH = 60  # seconds
GREETED = 250


def answers(address: str) -> bool:
    """Say whether a page comes back without an error."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE):
            return True
    except OSError:
        return False


def takes_mail(address: str) -> bool:
    """Say whether a server for LMTP greets us."""
    place = urlsplit(address)
    try:
        with smtplib.LMTP(place.hostname or "", place.port or 0, "localhost", timeout=PATIENCE) as server:
            return server.ehlo()[0] == GREETED
    except (OSError, smtplib.SMTPException):
        return False


def is_fresh(stem: str) -> bool:
    """Say whether a file whose path begins like this was written in the last minute; beat's own has various endings."""
    path = Path(stem)
    written = [found.stat().st_mtime for found in path.parent.glob(f"{path.name}*")]
    return bool(written) and time.time() - max(written) < FRESH


def main(what: str) -> int:
    """Look at an address or a file."""
    looks = {"http": answers, "lmtp": takes_mail}
    return 0 if looks.get(urlsplit(what).scheme, is_fresh)(what) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
