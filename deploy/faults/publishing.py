"""A process that publishes as the web does, and stands still right before or right after its commit, to be killed."""

import os
import sys

BEFORE, AFTER = MOMENTS = ("before", "after")


def publish(moment: str, country: str, first: str, size: str) -> None:
    """Publish for a crowd; after the commit it stands still before it wakes anybody."""
    import django

    django.setup()
    from django.db import transaction

    from deploy.bench.world import Crowd
    from deploy.faults.ways import Ours

    with transaction.atomic():
        if moment == AFTER:
            transaction.on_commit(stand_still)
        Ours().publish(Crowd(country, int(first), int(size)))
        if moment == BEFORE:
            stand_still()


def stand_still() -> None:
    """Say so, and go no further; where nobody kills it, it ends with whoever started it."""
    print("here", flush=True)
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    publish(*sys.argv[1:])
