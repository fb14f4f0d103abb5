"""A worker reads once what all mails need, so that no process of it reads it again."""

import pytest

from solidarity.alerts import preparing
from unions.announcements import kinds_of_news
from unions.choices import Grade


def test_every_mail_can_be_written_from_the_first_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(preparing, "get_template", read.append)
    preparing.prepare()
    wanted = {kind.templates(grade) for kind in kinds_of_news() for grade in Grade}
    assert {name.partition(".")[0] for name in read} == wanted
    assert len(read) == 3 * len(wanted) > 100


def test_all_that_is_read_is_there() -> None:
    preparing.prepare()
