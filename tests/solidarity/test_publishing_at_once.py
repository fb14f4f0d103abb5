"""Two people press Publish at the same instant: real threads, real locks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from solidarity.actions import solidarity_requests
from solidarity.models import Addressee, SolidarityRequest
from tests import factories
from tests.factories import NOW
from tests.solidarity import asking
from unions.models import Announcement, AuditEvent, User
from unions.validators import Refused

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Do all of these in threads of their own at the same instant; return what each gave or was refused with."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(timeout=30)
        try:
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def publishing(by: User, draft: SolidarityRequest, union: Any) -> Callable[[], Any]:
    """The act of publishing this draft."""
    return lambda: solidarity_requests.publish(by=by, at=NOW, solidarity_request=draft, organisations=[union])


def test_one_draft_is_published_once() -> None:
    staff = factories.make_staff(factories.make_organisation())
    draft = asking.whole_draft(staff)
    union = asking.union_at(draft.employer)
    outcomes = at_once([publishing(staff, draft, union)] * AT_ONCE)
    assert sum(isinstance(each, SolidarityRequest) for each in outcomes) == 1
    assert AuditEvent.objects.filter(action="request_published").count() == 1
    assert Announcement.objects.filter(kind="request_addressed").count() == 1


def test_drafts_of_one_union_get_numbers_of_their_own_and_nobody_a_sixth_clock() -> None:
    staff, employer = factories.make_staff(factories.make_organisation()), factories.make_employer()
    union = asking.union_at(employer)
    drafts = [asking.whole_draft(staff, employer=employer) for _ in range(AT_ONCE)]
    outcomes = at_once([publishing(staff, draft, union) for draft in drafts])
    assert sorted(each.number for each in outcomes) == [1, 2, 3, 4, 5, 6]
    assert Addressee.objects.filter(due_at__isnull=False).count() == 5
