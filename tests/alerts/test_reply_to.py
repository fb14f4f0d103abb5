"""Calls that can be answered say where to reply; the reply that comes there is its reader's."""

from typing import Any

from django.utils import timezone

from solidarity.actions.incoming_mails import take
from solidarity.alerts import engine
from solidarity.models import ReplyDraft
from tests import factories
from tests.unions.incoming_mails import written


def test_a_call_says_where_to_answer_it_by_mail(call: Any, letters: Any) -> None:
    call(staff=2)
    engine.run()
    for letter in letters():
        assert take(written(to=letter["Reply-To"]).as_bytes(), at=timezone.now()).value == "reply"
    assert set(ReplyDraft.objects.values_list("recipient__user__email", flat=True)) == {
        letter["To"] for letter in letters()
    }


def test_a_reader_in_safe_mode_is_given_no_such_address(call: Any, letters: Any) -> None:
    call(safe_mode=True)
    engine.run()
    assert letters()[0]["Reply-To"] is None


def test_news_that_asks_for_no_answer_has_none(news: Any, letters: Any) -> None:
    asked_back = factories.make_request()
    factories.make_staff(asked_back.organisation)
    news("check_in_due", asked_back)
    engine.run()
    assert len(letters()) == 1 and letters()[0]["Reply-To"] is None
