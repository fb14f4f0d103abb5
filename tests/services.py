"""A pytest plugin: real Postgres, Redis and SMTP for this run, ready before Django reads its settings.

Where files of tests run side by side, each worker has its own; the process that only hands them out needs none.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.portal_environment import placeholder_environment, portal_environment
from deploy.local.ports import any_free
from deploy.local.throwaway import Throwaway
from tests.smtp_server import SmtpServer

SERVICES = pytest.StashKey[Throwaway]()
SMTP_SERVER = pytest.StashKey[SmtpServer]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start the services around pytest-django's reading of the settings; end them whichever way the run ends."""
    if hands_out(early_config):
        given = os.environ.copy()
        os.environ.update(placeholder_environment(private_files=Path("private")))
        try:
            return (yield)
        finally:  # workers inherit what the developer gave, and nothing of ours
            os.environ.clear()
            os.environ.update(given)
    with contextlib.ExitStack() as stack:
        services = Throwaway()
        stack.callback(services.stop)
        smtp_server = SmtpServer()
        stack.callback(smtp_server.stop)
        set_environment(services, smtp_server)
        early_config.stash[SERVICES], early_config.stash[SMTP_SERVER] = services, smtp_server
        early_config.add_cleanup(stack.pop_all().close)
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Serve style sheets and scripts from where they are written, not from the hashed copies of a release."""
    from django.conf import settings

    if SERVICES not in config.stash:
        return
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT = config.stash[SERVICES].folder / "static"
    settings.STATIC_ROOT.mkdir(exist_ok=True)


def hands_out(config: pytest.Config) -> bool:
    """Whether this process runs no test itself, but hands them out to workers."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    return not is_worker and bool(getattr(config.known_args_namespace, "numprocesses", None))


def set_environment(services: Throwaway, smtp_server: SmtpServer) -> None:
    """Tell the settings where everything is. The portal's address is the live server's: links in mails lead there."""
    database_url, redis_url = services.start()
    site = f"localhost:{any_free()}"
    os.environ.update(
        portal_environment(
            keys=services.keys,
            database_url=database_url,
            redis_url=redis_url,
            site_url=f"http://{site}",
            email_url=f"smtp://127.0.0.1:{smtp_server.port}",
            private_files=services.folder / "private",
        ),
        DJANGO_LIVE_TEST_SERVER_ADDRESS=site,
        MAIL_COMES_IN="1",
    )


@pytest.fixture
def smtp_server(request: pytest.FixtureRequest) -> SmtpServer:
    """Return the SMTP server that the settings name, with no message and no refusal left from another test."""
    server = request.config.stash[SMTP_SERVER]
    server.reset()
    return server
