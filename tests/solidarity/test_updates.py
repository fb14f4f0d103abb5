"""News about a request."""

from typing import Any

import pytest

from solidarity.actions import updates
from solidarity.choices import RequestState
from solidarity.models import SolidarityRequest
from tests import factories
from tests.factories import NOW
from unions.choices import UpdateAudience, UpdateKind
from unions.models import Announcement, AuditEvent, Update
from unions.validators import Refused


def post(solidarity_request: SolidarityRequest, **options: Any) -> Update:
    """News in Spanish for those who pledged."""
    defaults: dict[str, Any] = {"text": "La huelga sigue.", "language": "es", "by": factories.make_user(), "at": NOW}
    return updates.post(solidarity_request=solidarity_request, **(defaults | options))


def test_news_keeps_its_language_and_is_announced() -> None:
    update = post(factories.make_request(), kind=UpdateKind.VICTORY)
    assert (update.text, update.language, update.audience) == ("La huelga sigue.", "es", UpdateAudience.PLEDGERS)
    assert Announcement.objects.get(kind="update_posted").object_id == update.pk
    assert AuditEvent.objects.get(action="update_posted").reason == UpdateKind.VICTORY


def test_news_still_comes_after_the_end() -> None:
    assert post(factories.make_request(state=RequestState.CLOSED, outcome="won"))


@pytest.mark.parametrize("state", [RequestState.DRAFT, RequestState.TAKEN_DOWN])
def test_there_is_no_news_of_what_nobody_may_read(state: str) -> None:
    with pytest.raises(updates.NothingToTell):
        post(factories.make_request(state=state))


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"text": " \n"}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"language": "klingon!"}, "language"),
        ({"kind": "gossip"}, "kind"),
        ({"audience": "press"}, "audience"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(options: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        post(factories.make_request(), **options)
    assert refusal.value.field == field
    assert not Update.objects.exists()


def test_each_reads_the_news_that_is_meant_for_them() -> None:
    request = factories.make_request()
    for audience in UpdateAudience.values:
        post(request, audience=audience)
    post(factories.make_request())
    assert Update.objects.of(request).for_audiences(["public", "network"]).count() == 2
