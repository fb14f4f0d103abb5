"""Whether every page is valid HTML, by the Nu validator."""

import json
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

IGNORED = (
    "trailing slash on void elements",  # harmless, and Django's own widgets write it
    "“list” role is unnecessary",  # Safari forgets that a list without bullets is one
    "this document appears to be written in",  # a guess at texts that people wrote in their own languages
)


def faults(tools: Path, pages: dict[str, str]) -> list[str]:
    """Validate the pages and list each error and warning once, with the last page that shows it."""
    with tempfile.TemporaryDirectory() as folder:
        names = write(Path(folder), pages)
        command: list[str | Path] = [
            "java",
            "-jar",
            tools / "vnu-jar" / "build" / "dist" / "vnu.jar",
            "--format",
            "json",
            *names,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        messages = json.loads(done.stderr)["messages"]
        return list(
            {message["message"]: describe(message, names) for message in messages if is_fault(message)}.values()
        )


def write(folder: Path, pages: dict[str, str]) -> dict[Path, str]:
    """Write each page to a file; return the files with the pages' paths."""
    files = {folder / f"{number}.html": address for number, address in enumerate(pages)}
    for file, address in files.items():
        file.write_text(pages[address])
    return {file: urlsplit(address).path for file, address in files.items()}


def is_fault(message: dict[str, str]) -> bool:
    """Say whether a message is an error or a warning that somebody should mend."""
    serious = message["type"] == "error" or message.get("subType") == "warning"
    return serious and not any(words in message["message"].lower() for words in IGNORED)


def describe(message: dict[str, str], names: dict[Path, str]) -> str:
    """Return a message with the page and the place."""
    page = names.get(Path(urlsplit(message.get("url", "")).path), "?")
    extract = " ".join(message.get("extract", "").split())[:120]
    return f"{page}: {message['message']} … {extract}"
