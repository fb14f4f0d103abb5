"""Page quality by Lighthouse, in the same Chromium that the tests use."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from deploy.local.browser import OPTIONS
from deploy.local.places import is_root

LEAST = {"accessibility": 100, "best-practices": 95, "seo": 90, "performance": 90}
LOOKED_AT = 4  # pages: a run takes some ten seconds


def faults(tools: Path, browser: Path, pages: list[str]) -> list[str]:
    """Score the first pages and list every score below its least."""
    return [fault for page in one_of_each_kind(pages)[:LOOKED_AT] for fault in page_faults(tools, browser, page)]


def one_of_each_kind(pages: list[str]) -> list[str]:
    """Keep one page for each language and first word of the path: home, board, a request."""
    kinds = {tuple(urlsplit(page).path.split("/")[1:3]): page for page in reversed(pages)}
    return list(reversed(kinds.values()))


def page_faults(tools: Path, browser: Path, page: str) -> list[str]:
    """Run Lighthouse once."""
    flags = ["--headless=new", "--ignore-certificate-errors", *OPTIONS, *(["--no-sandbox"] if is_root() else [])]
    command: list[str | Path] = [
        *("node", tools / "lighthouse" / "cli" / "index.js", page, "--quiet", "--output=json"),
        *(f"--only-categories={','.join(LEAST)}", f"--chrome-flags={' '.join(flags)}"),
    ]
    environment = {**os.environ, "CHROME_PATH": str(browser)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        return [f"{page}: Lighthouse failed: {done.stderr.strip()[-300:]}"]
    report = json.loads(done.stdout)
    scores = {name: round(100 * (category["score"] or 0)) for name, category in report["categories"].items()}
    print(f"   {urlsplit(page).path}: {', '.join(f'{name} {score}' for name, score in scores.items())}", flush=True)
    low = [name for name, least in LEAST.items() if scores[name] < least]
    return [f"{page}: {name} {scores[name]}, at least {LEAST[name]}: {failing(report, name)}" for name in low]


def failing(report: dict[str, Any], category: str) -> str:
    """Name the audits of a category that did not pass, which is where to look."""
    names = [each["id"] for each in report["categories"][category]["auditRefs"] if each["weight"]]
    return ", ".join(name for name in names if (report["audits"][name]["score"] or 0) < 0.9)
