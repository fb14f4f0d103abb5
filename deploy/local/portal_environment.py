"""The environment variables that the portal's settings read (each explained in .env.example)."""

import os
from pathlib import Path

from deploy.local import keys


def portal_environment(
    *, keys: dict[str, str], database_url: str, redis_url: str, site_url: str, email_url: str, private_files: Path
) -> dict[str, str]:
    """Return what the settings need; nothing is taken from the shell but what Python itself needs."""
    return {
        "DJANGO_SETTINGS_MODULE": "solidarity.settings",
        "SECRET_KEY": keys["secret_key"],
        "FIELD_KEYS": keys["field_key"],
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SITE_URL": site_url,
        "EMAIL_URL": email_url,
        "MAIL_FROM": "Solidarity portal <portal@localhost>",
        "PRIVATE_FILES": str(private_files),
    }


def with_shell(variables: dict[str, str]) -> dict[str, str]:
    """Add the variables to those of the shell; ours win."""
    return {**os.environ, "PYTHONUNBUFFERED": "1", **variables}


def placeholder_environment(private_files: Path) -> dict[str, str]:
    """Return variables for commands that read the code only: nobody listens at these addresses."""
    return portal_environment(
        keys=keys.fresh(),
        database_url="postgres://nobody@127.0.0.1:1/nothing",
        redis_url="redis://127.0.0.1:1/0",
        site_url="https://portal.example.org",
        email_url="smtp://127.0.0.1:1",
        private_files=private_files,
    )
