"""Finds a Chromium for the stories, or gets one the way this machine allows."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.local.places import STATE, is_root

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-core")
OPTIONS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)  # nothing but the pages under test goes over the network


class NoBrowser(Exception):
    """There is no Chromium and none could be installed."""


def find_or_install() -> Path:
    """Return a Chromium: the one in CHROMIUM, the machine's, Debian's package, or Playwright's own download."""
    found = find() or (install_package() if is_root() and shutil.which("apt-get") else None) or install_playwrights()
    if found is None:
        raise NoBrowser(
            "No Chromium here and none could be installed: install one (`apt-get install chromium`) or name it in "
            "CHROMIUM; `make test-without-browser` runs the tests that need none."
        )
    return found


def find() -> Path | None:
    """Look for a browser that is there. Raises NoBrowser when CHROMIUM names something that is not."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not shutil.which(named):
            raise NoBrowser(f"CHROMIUM names {named}, which is no program.")
        return Path(named)
    on_path = next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(on_path) if on_path else playwrights()


def install_package() -> Path | None:
    """Install Debian's browser, with fonts for every script that we show."""
    print("Installing Chromium with apt-get …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(["apt-get", "--quiet=2", *command], env=environment, stdout=sys.stderr, check=False)
        if done.returncode:
            return None
    return find()


def install_playwrights() -> Path | None:
    """Let Playwright fetch the browser that it was made for."""
    print("Fetching Chromium with Playwright …", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    done = subprocess.run(command, env=own_browsers(), stdout=sys.stderr, check=False)
    return playwrights() if done.returncode == 0 else None


def playwrights() -> Path | None:
    """Look for a browser that Playwright fetched earlier."""
    return next((STATE / "browsers").glob("chromium-*/chrome-linux*/chrome"), None)


def own_browsers() -> dict[str, str]:
    """Keep the download in this checkout."""
    return {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(STATE / "browsers")}
