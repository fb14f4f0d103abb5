"""The portal in a process of its own, with other variables: settings that are read at the start."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection

from tests.house.tree import ROOT

START = "import django; django.setup()\nfrom django.test import Client\nfrom django.conf import settings\n"


def run(code: str, **variables: str) -> str:
    """Run code after django.setup() on the test database, and return what it prints."""
    place = connection.settings_dict
    database = f"postgres://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT']}/{place['NAME']}"
    surroundings = os.environ | {"DATABASE_URL": database, "STATIC_ROOT": str(settings.STATIC_ROOT)} | variables
    done = subprocess.run(
        [sys.executable, "-c", START + code], env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
