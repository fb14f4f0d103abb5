"""Several clocks find the same short need at the same instant: real threads, real locks."""

import pytest

from solidarity.actions import needs
from tests import factories
from tests.factories import NOW, TODAY
from tests.solidarity.test_publishing_at_once import AT_ONCE, at_once
from unions.models import Announcement, AuditEvent
from unions.validators import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_short_need_is_told_of_once() -> None:
    need = factories.make_request().needs.get()
    need.wanted_by = TODAY
    need.save()
    outcomes = at_once([lambda: needs.tell_short(need=need, at=NOW)] * AT_ONCE)
    assert sum(isinstance(each, Refused) for each in outcomes) == AT_ONCE - 1
    assert Announcement.objects.filter(kind="need_short").count() == 1
    assert AuditEvent.objects.filter(action="need_short_told").count() == 1
