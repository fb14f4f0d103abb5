"""The message catalogues: compiled when they changed, gathered anew from the sources by maintainers."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from deploy.local.places import ROOT, STATE
from deploy.local.portal_environment import placeholder_environment, with_shell

LANGUAGES = ("es", "fr", "ar")
NOT_OURS = (".venv", ".local", "deploy", "docs", "node_modules", "private", "staticfiles", "tests")


def compile_changed(locale: Path = ROOT / "locale") -> list[Path]:
    """Compile every catalogue that is newer than its compiled form, and return those."""
    changed = [source for source in sorted(locale.glob("*/LC_MESSAGES/*.po")) if is_newer(source)]
    for source in changed:
        compile_one(source)
    return changed


def is_newer(source: Path) -> bool:
    """Say whether a catalogue was written after its compiled form."""
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def compile_one(source: Path) -> None:
    """Write the compiled form whole or not at all; fuzzy messages stay out, as msgfmt leaves them out."""
    unfinished = source.with_suffix(".mo.part")
    with source.open("rb") as messages, unfinished.open("wb") as compiled:
        write_mo(compiled, read_po(messages))
    unfinished.rename(source.with_suffix(".mo"))


def extract(arguments: list[str]) -> int:
    """Gather every marked word of the sources into locale/, and compile."""
    if not shutil.which("xgettext"):
        print("Gathering messages needs gettext: `apt-get install gettext`.", file=sys.stderr)
        return 1
    code = make_messages(ROOT, LANGUAGES)
    compile_changed()
    return code


def make_messages(folder: Path, languages: Sequence[str]) -> int:
    """Run makemessages there: files without line numbers, so that moving a line changes no catalogue."""
    command = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--no-wrap", "--add-location=file"]
    command += [f"--locale={language}" for language in languages]
    command += [f"--ignore={name}" for name in NOT_OURS]
    environment = with_shell(placeholder_environment(STATE / "private"))
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode
