"""The secrets of this checkout's demonstration: made once, kept in .local, never in the code."""

import base64
import json
import os
import secrets
from pathlib import Path


def read_or_make(path: Path) -> dict[str, str]:
    """Return the kept secrets, or make them; readable by the owner alone."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(fresh(), file)
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def fresh() -> dict[str, str]:
    """Make a set of secrets from the system's source of chance."""
    return {
        "secret_key": secrets.token_urlsafe(48),
        "field_key": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "postgres_password": secrets.token_urlsafe(24),
        "redis_password": secrets.token_urlsafe(24),
    }
