"""Runs the tests, from nothing: catalogues, browser, then pytest with its own services."""

import os
import signal
import subprocess
import sys

from deploy.local import catalogues
from deploy.local.browser import NoBrowser, find_or_install
from deploy.local.places import ROOT, make_state

SIDE_BY_SIDE = ["--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile"]
GIVEN = {"DATABASE_URL", "REDIS_URL"}


def run(arguments: list[str]) -> int:
    """Run everything, or what the arguments choose. Without a browser it fails: a silent skip is not a pass.

    Everything runs in a process for each core, a file of tests at a time; a database or broker that is given is one,
    so all run in one process there.
    """
    try:
        browser = find_or_install()
    except NoBrowser as failure:
        print(failure, file=sys.stderr)
        return 1
    whole = ["--cov"] if GIVEN & os.environ.keys() else ["--cov", *SIDE_BY_SIDE]
    return pytest(arguments or whole, {"CHROMIUM": str(browser)})


def run_without_browser(arguments: list[str]) -> int:
    """Run the tests that need no browser, and say what was left out."""
    code = pytest(["-m", "not browser", *arguments], {})
    print("The stories in a real browser were not run: `make test` runs them.")
    return code


def pytest(arguments: list[str], variables: dict[str, str]) -> int:
    """Run pytest to its end and return its code. Ctrl-C is for pytest, which puts its services away first."""
    make_state()
    catalogues.compile_changed()
    command = [sys.executable, "-m", "pytest", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables})
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return process.wait()
