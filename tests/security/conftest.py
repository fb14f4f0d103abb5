"""What several security tests look at: the world of the matrix, made once for each file that asks for it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.security import world
from tests.security.world import Reader, World


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world of the matrix; tests leave it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(made: World) -> dict[Reader, Client]:
    """A signed-in client for each reader."""
    signed_in = {reader: Client() for reader in Reader}
    for reader, client in signed_in.items():
        if reader != Reader.STRANGER:
            client.force_login(made.readers[reader], backend="allauth.account.auth_backends.AuthenticationBackend")
    return signed_in
