"""The machinery is tried with real processes and files; it needs none of the portal's tables."""

import pytest


@pytest.fixture(autouse=True)
def _database() -> None:
    """Stand in for the fixture of the same name that opens the tests' database."""
