"""Known vulnerabilities in the pinned packages; a package that could not be looked up counts as a fault."""

import json
import subprocess
import sys
from typing import Any

from deploy.local.places import ROOT

PINS = ROOT / "deploy" / "local" / "requirements-test.txt"


def faults() -> list[str]:
    """Ask pip-audit about every pin. It reports success when its service is out of reach: so count what it skipped."""
    options = ["--require-hashes", "--disable-pip", "--format=json", "--progress-spinner=off"]
    command = [sys.executable, "-m", "pip_audit", *options, "-r", str(PINS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        answer = json.loads(done.stdout)
    except json.JSONDecodeError:
        return [f"pip-audit gave no answer: {done.stderr.strip()[-400:]}"]
    return read_answer(answer["dependencies"])


def read_answer(packages: list[dict[str, Any]]) -> list[str]:
    """Turn pip-audit's answer into sentences."""
    skipped = [str(package["name"]) for package in packages if "skip_reason" in package]
    vulnerable = [
        f"{package['name']} {package['version']}: {', '.join(each['id'] for each in package['vulns'])}"
        for package in packages
        if package.get("vulns")
    ]
    if not packages:
        return ["pip-audit looked at nothing"]
    if skipped:
        vulnerable.append(
            f"{len(skipped)} of {len(packages)} packages could not be looked up: {', '.join(skipped[:5])} …"
        )
    return vulnerable
