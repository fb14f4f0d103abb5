"""Makes ready for the demonstration, in one process: languages, tables, static files, data, people."""

import os
import sys
from io import StringIO
from pathlib import Path

from deploy.local import catalogues

MARK = "» "  # begins a line that the person who waits should see


def main(people_file: Path) -> None:
    """Do each step and tell of it; the demonstration's own commands must be there once the rooms have them."""
    import django
    from django.core.management import call_command, get_commands

    catalogues.compile_changed()
    tell("The languages are in place")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    tell("The tables are up to date")
    call_command("collectstatic", verbosity=0, interactive=False)
    tell("Style sheets, fonts and pictures are in place")
    if "seed_demo" in get_commands():
        call_command("seed_demo")
        tell("The demonstration's unions, people and requests are there")
    if "demo_people" in get_commands():
        write_people(people_file)


def write_people(people_file: Path) -> None:
    """Write down, for the owner's eyes only, who can sign in and how."""
    from django.core.management import call_command

    people = StringIO()
    call_command("demo_people", "--json", stdout=people)
    with os.fdopen(os.open(people_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(people.getvalue())


def tell(words: str) -> None:
    """Print a line for the person who waits."""
    print(f"{MARK}{words}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
