"""The portal in a process of its own, with other variables: settings that are read at the start."""

import os
import subprocess
import sys

from django.db import connection

from tests.house.tree import ROOT

# Static files are plain here as in the other tests: nothing has been collected in a fresh checkout.
START = """
import django
django.setup()
from django.conf import settings
from django.test import Client
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
"""


def run(code: str, **variables: str) -> str:
    """Run code after django.setup() on the test database, and return what it prints."""
    place = connection.settings_dict
    database = f"postgres://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT']}/{place['NAME']}"
    surroundings = os.environ | {"DATABASE_URL": database} | variables
    surroundings.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # for the browser that this process may drive
    done = subprocess.run(
        [sys.executable, "-c", START + code], env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
