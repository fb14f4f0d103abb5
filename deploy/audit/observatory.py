"""The security headers, graded by the MDN HTTP Observatory's command line, which needs no service."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LEAST = 100


def faults(tools: Path, address: str, certificate: Path) -> list[str]:
    """Scan the portal and list the tests that failed, and a score that is too low."""
    command: list[str | Path] = [
        "node",
        tools / "@mdn" / "mdn-http-observatory" / "src" / "scan.js",
        urlsplit(address).netloc,
    ]
    give_preload_list(tools)
    environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(certificate)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    try:
        answer = json.loads(done.stdout)
    except json.JSONDecodeError:
        return [f"The Observatory gave no answer: {done.stderr.strip()[-300:]}"]
    if "error" in answer:
        return [f"The Observatory could not look: {answer['error']}"]
    return read_answer(answer)


def give_preload_list(tools: Path) -> None:
    """Write the empty list of preloaded domains that the package would fetch: the loopback stands on none."""
    (tools / "@mdn" / "mdn-http-observatory" / "conf" / "hsts-preload.json").write_text("{}")


def read_answer(answer: dict[str, Any]) -> list[str]:
    """Turn the Observatory's answer into sentences."""
    scan, tests = answer["scan"], answer["tests"]
    print(f"   grade {scan['grade']}, {scan['score']} points")
    found = [f"{name}: {test['result']}" for name, test in tests.items() if not test["pass"]]
    return found + ([f"{scan['score']} points, at least {LEAST}"] if int(str(scan["score"])) < LEAST else [])
