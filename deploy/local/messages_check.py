"""Whether every word of the interface is translated: nothing missing, nothing fuzzy, nothing that the code outgrew."""

import shutil
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from deploy.local.catalogues import LANGUAGES, make_messages
from deploy.local.places import ROOT

SOURCES = ("solidarity", "campaigns", "exchanges", "unions", "templates", "static", "locale", "manage.py")


def passes() -> bool:
    """Print every fault of the catalogues, and say whether there was none."""
    if not shutil.which("xgettext"):
        print("Whether the catalogues are up to date needs gettext: `apt-get install gettext`.")
        return False
    faults = [*unfinished(ROOT / "locale"), *out_of_date()]
    print("\n".join(faults[:40]))
    if len(faults) > 40:
        print(f"… and {len(faults) - 40} more")
    return not faults


def unfinished(locale: Path) -> list[str]:
    """List the messages that are fuzzy or lack a translation, by language."""
    return [
        f"{language}: {'fuzzy' if message.fuzzy else 'untranslated'}: {first_words(message)}"
        for language in LANGUAGES
        for message in catalogue(locale, language)
        if message.id and (message.fuzzy or not is_translated(message))
    ]


def is_translated(message: Message) -> bool:
    """Say whether every form has words."""
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(forms)


def out_of_date() -> list[str]:
    """Gather the messages anew in a copy of the sources, and list what the catalogues lack or no longer need."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_sources(copy)
        if make_messages(copy, LANGUAGES):
            return ["makemessages failed; see above"]
        return [
            fault
            for language in LANGUAGES
            for fault in differences(catalogue(ROOT / "locale", language), catalogue(copy / "locale", language))
        ]


def copy_sources(copy: Path) -> None:
    """Copy what messages are gathered from."""
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(source, copy / name)


def differences(kept: Catalog, needed: Catalog) -> list[str]:
    """Compare two catalogues of one language by their messages' contexts and words."""
    here = {(message.context, message.id) for message in kept}
    there = {(message.context, message.id) for message in needed}
    missing = [f"{kept.locale}: not gathered: {words}" for _, words in sorted(there - here, key=str)]
    return missing + [f"{kept.locale}: no longer used: {words}" for _, words in sorted(here - there, key=str)]


def catalogue(locale: Path, language: str) -> Catalog:
    """Read one language's catalogue; an empty one if there is none."""
    path = locale / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as messages:
        return read_po(messages, locale=language)


def first_words(message: Message) -> str:
    """Return enough of a message to find it."""
    words = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return str(words)[:70]
