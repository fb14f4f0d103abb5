"""What `make check` looks at: style, types, contracts, migrations, translations and settings. Needs no browser."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Mapping

from deploy.local import catalogues, messages_check
from deploy.local.places import ROOT, make_state
from deploy.local.portal_environment import portal_environment, with_shell
from deploy.local.throwaway import Throwaway

DJANGO = [sys.executable, "-W", "error::RuntimeWarning", "manage.py"]
COMMANDS = {
    "style": [sys.executable, "-m", "ruff", "check", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "types": [sys.executable, "-m", "mypy"],
    "templates": [sys.executable, "-m", "djlint", "--lint", "--quiet", "templates"],
    "imports": [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
    "migrations": [*DJANGO, "makemigrations", "--check", "--dry-run"],
    "settings": [*DJANGO, "check", "--deploy", "--fail-level=WARNING"],
}


def run(arguments: list[str]) -> int:
    """Look at everything, also after a failure, and say what failed. Names as arguments choose among the checks."""
    make_state()
    catalogues.compile_changed()
    unknown = set(arguments) - {*COMMANDS, "translations"}
    if unknown:
        print(f"There is no check {', '.join(sorted(unknown))}; there are {', '.join(COMMANDS)}, translations.")
        return 2
    with contextlib.ExitStack() as stack:
        environment = production_environment(stack)
        chosen = {name: check for name, check in checks(environment).items() if name in (arguments or [name])}
        failed = [name for name, check in chosen.items() if not told(name, check)]
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nAll checks passed.")
    return 1 if failed else 0


def checks(environment: Mapping[str, str]) -> dict[str, Callable[[], bool]]:
    """Name every check, in order."""

    def command_check(command: list[str]) -> Callable[[], bool]:
        return lambda: subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0

    commands = {name: command_check(command) for name, command in COMMANDS.items()}
    return {**commands, "translations": messages_check.passes}


def told(name: str, check: Callable[[], bool]) -> bool:
    """Run one check and print how it went and how long it took."""
    print(f"── {name}", flush=True)
    began = time.monotonic()
    passed = check()
    print(f"   {'passed' if passed else 'FAILED'} in {time.monotonic() - began:.1f} s", flush=True)
    return passed


def production_environment(stack: contextlib.ExitStack) -> dict[str, str]:
    """Return variables as production would have them, with a real database behind, until the stack is left."""
    services = Throwaway()
    stack.callback(services.stop)
    database_url, redis_url = services.start()
    variables = portal_environment(
        keys=services.keys,
        database_url=database_url,
        redis_url=redis_url,
        site_url="https://portal.example.org",
        email_url="smtp://127.0.0.1:25",
        private_files=services.folder / "private",
    )
    return with_shell({**variables, "CHECK_MIGRATIONS": "1"})
