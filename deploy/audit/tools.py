"""The tools of the npm registry, at the versions of package.json beside this file, in a folder of their own."""

import shutil
import subprocess
from pathlib import Path

from deploy.local.places import STATE

PACKAGE = Path(__file__).with_name("package.json")
OPTIONS = ("--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")


class ToolsMissing(Exception):
    """The registry did not give what the audit needs."""


def install() -> Path:
    """Install the tools unless these very versions are there, and return the folder that holds them."""
    folder = STATE / "audit"
    installed = folder / "installed.json"
    if not installed.exists() or installed.read_text() != PACKAGE.read_text():
        folder.mkdir(exist_ok=True)
        shutil.copy(PACKAGE, folder / "package.json")
        print("Fetching the audit's tools …", flush=True)
        if subprocess.run(["npm", "install", *OPTIONS], cwd=folder, check=False).returncode:
            raise ToolsMissing("npm could not install the audit's tools; its message stands above.")
        shutil.copy(PACKAGE, installed)
    return folder / "node_modules"
