"""What root leaves in a folder that everybody may write to is root's own."""

from pathlib import Path

import pytest

from deploy.local import places
from deploy.local.waiting import Unavailable


@pytest.fixture(autouse=True)
def open_to_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for /var/tmp."""
    monkeypatch.setattr(places, "OPEN_TO_ALL", tmp_path)
    return tmp_path


def test_the_folder_is_made_once_and_taken_again() -> None:
    made = places.make_roots_folder()
    assert made.stat().st_mode & 0o777 == 0o711
    assert places.make_roots_folder() == made


def test_a_link_that_somebody_put_in_its_place_is_refused(open_to_all: Path) -> None:
    (open_to_all / "elsewhere").mkdir()
    places.roots_folder().symlink_to(open_to_all / "elsewhere")
    with pytest.raises(Unavailable, match="belongs to somebody else"):
        places.make_roots_folder()


def test_a_folder_of_somebody_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = places.make_roots_folder().stat().st_uid
    monkeypatch.setattr("os.geteuid", lambda: owner + 1)
    with pytest.raises(Unavailable, match="belongs to somebody else"):
        places.make_roots_folder()
