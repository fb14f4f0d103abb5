"""Fan-out to people of every sort, held against a plain account of who gets which row, and for when."""

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertDelivery
from tests import factories
from tests.alerts.accounts import Account, Person, Rows, settle, somebody, written
from unions.models import Announcement, Follow

News = Callable[..., Announcement]

PEOPLE = 40
KINDS = ["request_opened", "request_addressed"]  # what is followed, and what is owed


@pytest.fixture
def crowd(news: News) -> Callable[..., tuple[Announcement, list[Person]]]:
    """Return a function that makes people, and news that concerns all of them."""

    def gather(chosen: random.Random, kind: str, **options: Any) -> tuple[Announcement, list[Person]]:
        asked_for, union = factories.make_request(), factories.make_organisation()
        factories.make_addressee(asked_for, union)
        people = [somebody(chosen, kind) for _number in range(PEOPLE)]
        for person in people:
            user = factories.make_staff(union) if kind == "request_addressed" else factories.make_user()
            settle(person, user)
            thing = {"organisation": asked_for.organisation, "frequency": person.followed}
            Follow.objects.create(user=user, since=timezone.now(), **thing)
        return news(kind, asked_for, **options), people

    return gather


@pytest.mark.parametrize("is_urgent", [False, True])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_everybody_gets_the_rows_of_a_plain_account(
    crowd: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, seed: int, kind: str, is_urgent: bool
) -> None:
    monkeypatch.setattr("solidarity.alerts.audience.CHUNK", 7)
    announcement, people = crowd(random.Random(f"{seed} {kind}"), kind, is_urgent=is_urgent)
    before = timezone.now()
    while write_next_chunk(announcement.pk):
        pass
    after = timezone.now()
    rows = written()
    first, last = (account(kind, is_urgent, at).rows(people) for at in (before, after))
    assert said(rows) == said(first) == said(last)
    assert not [key for key in rows if not first[key][2] <= rows[key][2] <= last[key][2]]


def account(kind: str, is_urgent: bool, now: datetime) -> Account:
    """The account of this news at a moment."""
    is_followed = kind == "request_opened"
    return Account(kind, is_owed=not is_followed, is_urgent=is_urgent, is_followed=is_followed, now=now)


def said(rows: Rows) -> dict[tuple[int, str], tuple[str, str]]:
    """All of the rows but their moments."""
    return {key: (state, reason) for key, (state, reason, _at) in rows.items()}


def test_nobody_is_written_twice_though_a_chunk_is_begun_again(call: News) -> None:
    announcement = call(staff=2)
    write_next_chunk(announcement.pk)
    assert write_next_chunk(announcement.pk) is False
    Announcement.objects.update(fanned_out_at=None, fanned_out_to=0)
    write_next_chunk(announcement.pk)
    assert AlertDelivery.objects.count() == 2
