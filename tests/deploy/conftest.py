"""The machinery is tried with real processes and files; most of it needs none of the portal's tables."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

WEB = {"USER": "portal_web_of_tests", "PASSWORD": "a password; with 'marks'"}


@pytest.fixture(autouse=True)
def _database() -> None:
    """Stand in for the fixture of the same name that opens the tests' database."""


@pytest.fixture
def web_role(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Make the web role beside the owner, whom the tests are, and take it away afterwards."""
    monkeypatch.setattr(settings, "WEB_DATABASE", {**connection.settings_dict, **WEB})
    call_command("database_roles")
    yield WEB
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT {WEB['USER']} TO CURRENT_USER")
        cursor.execute(f"DROP OWNED BY {WEB['USER']}")
        cursor.execute(f"DROP ROLE {WEB['USER']}")


@pytest.fixture
def as_web(web_role: dict[str, str]) -> Iterator[None]:
    """Let the portal be the web role."""
    own = {name: connection.settings_dict[name] for name in WEB}
    connection.close()
    connection.settings_dict.update(web_role)
    yield
    connection.close()
    connection.settings_dict.update(own)
