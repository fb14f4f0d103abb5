"""What an engine asks a container: does its page answer, or was its file written a moment ago? Ends with 1 if not."""

import sys
import time
import urllib.request
from pathlib import Path

PATIENCE = 4  # seconds
FRESH = 60  # seconds


def answers(address: str) -> bool:
    """Say whether a page comes back without an error."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE):
            return True
    except OSError:
        return False


def is_fresh(stem: str) -> bool:
    """Say whether a file whose path begins like this was written in the last minute; beat's own has various endings."""
    path = Path(stem)
    written = [found.stat().st_mtime for found in path.parent.glob(f"{path.name}*")]
    return bool(written) and time.time() - max(written) < FRESH


def main(what: str) -> int:
    """Look at an address or a file."""
    is_well = answers(what) if what.startswith("http://") else is_fresh(what)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
