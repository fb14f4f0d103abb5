#!/usr/bin/env python3
"""One door to the portal on this machine: run it, test it, check it. Needs Python 3.11 or newer, and nothing else."""

import importlib
import sys
from pathlib import Path

COMMANDS = {
    # name: (module:function under deploy, what it does)
    "demo": ("local.demo:run", "open the portal with its demonstration; Ctrl-C stops all of it"),
    "demo-reset": ("local.demo:reset", "forget the demonstration's data; the next demo starts afresh"),
    "test": ("local.testing:run", "run every test, the browser's too (arguments go to pytest)"),
    "test-without-browser": ("local.testing:run_without_browser", "run the tests that need no Chromium"),
    "check": ("local.checking:run", "style, types, import contracts, migrations, translations, settings"),
    "audit": ("audit.everything:run", "known vulnerabilities, page quality, HTML, headers (Node and Java)"),
    "bench-alerts": (
        "bench.everything:run",
        "measure how fast alerts leave, beside a yardstick and others (gcc, postfix)",
    ),
    "faults": ("faults.everything:run", "break everything while alerts leave, and count what was promised"),
    "messages": ("local.catalogues:extract", "gather the words to translate into locale/ (needs gettext)"),
    "screenshots": ("local.screenshots:run", "photograph the running demo's pages into docs/screenshots/"),
    "lock": ("local.locking:run", "pin every dependency again, with hashes (maintainers)"),
}
FEW_PINS = {"demo", "demo-reset"}  # these do without the tools of tests and checks


def listing() -> str:
    """List the commands, as `make` alone shows them."""
    lines = [f"  {name:<22}{sentence}" for name, (_, sentence) in COMMANDS.items()]
    return "\n".join(["make COMMAND, or python3 deploy/local/run.py COMMAND", "", *lines])


def main(arguments: list[str]) -> int:
    """Make the environment, step inside, and do what the command says."""
    if sys.version_info < (3, 11):  # noqa: UP036, since an older one may well open this file
        print("The portal needs Python 3.11 or newer; this is", sys.version.split()[0])
        return 1
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(listing())
        return 0
    if arguments[0] not in COMMANDS:
        print(f"There is no command {arguments[0]!r}.\n\n{listing()}")
        return 2
    return step_inside(arguments)


def step_inside(arguments: list[str]) -> int:
    """Import what follows from the checkout, so that this file's own folder shadows no module of Python's."""
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    from deploy.local import bootstrap

    target, _ = COMMANDS[arguments[0]]
    bootstrap.enter("requirements.txt" if arguments[0] in FEW_PINS else "requirements-test.txt", arguments)
    module, function = target.split(":")
    return int(getattr(importlib.import_module(f"deploy.{module}"), function)(arguments[1:]))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
