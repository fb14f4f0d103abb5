"""What `make audit` does: every outside tool on a portal of its own that runs behind TLS, as in production."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from deploy.audit import html_validity, lighthouse, observatory, tools, vulnerabilities
from deploy.audit.crawl import public_pages
from deploy.audit.tls_portal import tls_portal
from deploy.local.browser import NoBrowser, find_or_install
from deploy.local.places import LOGS, make_state
from deploy.local.supervisor import ChildDied, Stopped
from deploy.local.waiting import Unavailable

NEEDED = {"node": "Node 20 or newer", "npm": "npm", "java": "Java 11 or newer"}


def run(arguments: list[str]) -> int:
    """Run every audit, also after one failed, and say which failed. Nothing is left out in silence."""
    missing = [words for program, words in NEEDED.items() if not shutil.which(program)]
    if missing:
        print(f"The audit needs {', '.join(missing)}, which this machine lacks.", file=sys.stderr)
        return 1
    make_state()
    try:
        return audit()
    except Stopped:
        return 130
    except (ChildDied, Unavailable, NoBrowser, tools.ToolsMissing) as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1


def audit() -> int:
    """Fetch the tools, start a portal, and look at it from every side."""
    browser = find_or_install()
    folder = tools.install()
    failed = failures({"vulnerabilities": vulnerabilities.faults})
    with tls_portal(LOGS / "audit") as (address, certificate):
        pages = public_pages(address)
        print(f"Looking at {len(pages)} public pages of {address}")
        failed += failures(on_pages(folder, browser, pages, certificate))
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nEvery audit passed.")
    return 1 if failed else 0


def on_pages(
    folder: Path, browser: Path, pages: dict[str, str], certificate: Path
) -> dict[str, Callable[[], list[str]]]:
    """Name what looks at the pages."""
    return {
        "html": lambda: html_validity.faults(folder, pages),
        "lighthouse": lambda: lighthouse.faults(folder, browser, list(pages)),
        "headers": lambda: observatory.faults(folder, next(iter(pages)), certificate),
    }


def failures(audits: dict[str, Callable[[], list[str]]]) -> list[str]:
    """Run these audits, print what they find, and return the names of those that found something."""
    failed = []
    for name, find_faults in audits.items():
        print(f"── {name}", flush=True)
        faults = find_faults()
        print("\n".join(f"   {fault}" for fault in faults) or "   passed", flush=True)
        failed += [name] if faults else []
    return failed
