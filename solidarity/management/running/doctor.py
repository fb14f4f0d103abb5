"""Everything the doctor looks at, in the order in which one thing needs the other."""

from collections.abc import Callable, Iterator

from solidarity.management.running import database, keys, machine, mail, wakers
from solidarity.management.running.findings import Finding

Check = Callable[[], Iterator[Finding]]
ALONE: tuple[Check, ...] = (keys.are_well_made, machine.files, machine.disk, machine.site, mail.server, wakers.broker)
WITH_DATABASE: tuple[Check, ...] = (
    database.extensions,
    database.roles,
    database.trail,
    keys.open_what_is_stored,
    machine.clock,
    wakers.caches,
    wakers.clock_ticks,
)


def examine() -> Iterator[Finding]:
    """Look at everything; what needs the database is left out while it does not answer or lacks its tables."""
    first = [*looked(database.answers)]
    yield from first
    if all(finding.is_well for finding in first):
        for check in WITH_DATABASE:
            yield from looked(check)
    for check in ALONE:
        yield from looked(check)


def looked(check: Check) -> Iterator[Finding]:
    """Look at one thing; where looking itself fails, that is what is wrong, said without the words of the failure."""
    try:
        yield from check()
    except Exception as error:  # the doctor never leaves at the first illness
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        yield Finding(check.__name__.replace("_", " "), f"could not be looked at: {kind}.", "Look into the log.")
