"""Makes what the image carries besides the sources: compiled catalogues, and static files, hashed and compressed."""

import subprocess
import sys
import tempfile
from pathlib import Path

from deploy.local import catalogues
from deploy.local.places import ROOT
from deploy.local.portal_environment import placeholder_environment, with_shell


def main() -> int:
    """Make both; no database and no secret of anybody's is needed."""
    catalogues.compile_changed()
    with tempfile.TemporaryDirectory() as folder:
        environment = with_shell(placeholder_environment(Path(folder)))
        command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
