"""Calls that can be answered say where to reply; the reply that comes there is its reader's."""

from typing import Any

from django.utils import timezone
from pytest_django import Settings

from solidarity.actions.incoming_mails import take
from solidarity.alerts import engine
from solidarity.models import ReplyDraft
from solidarity.notifications.previews import preview
from tests import factories
from tests.alerts.test_letters import part
from tests.unions.incoming_mails import written
from unions.choices import Grade


def test_a_call_says_where_to_answer_it_by_mail(call: Any, letters: Any) -> None:
    call(staff=2)
    engine.run()
    for letter in letters():
        assert take(written(to=letter["Reply-To"]).as_bytes(), at=timezone.now()).value == "reply"
    assert set(ReplyDraft.objects.values_list("recipient__user__email", flat=True)) == {
        letter["To"] for letter in letters()
    }


SAYS_SO = "Or simply reply to this mail"


def test_a_mail_that_can_be_answered_says_so(call: Any, letters: Any) -> None:
    call()
    engine.run()
    assert SAYS_SO in part(letters()[0], "plain") and SAYS_SO in part(letters()[0], "html")


def test_where_no_mail_comes_in_nobody_is_asked_to_reply(call: Any, letters: Any, settings: Settings) -> None:
    settings.MAIL_COMES_IN = False
    call()
    engine.run()
    (letter,) = letters()
    assert letter["Reply-To"] is None and SAYS_SO not in part(letter, "plain") + part(letter, "html")


def test_a_preview_says_what_the_mail_will_say(settings: Settings) -> None:
    asked = factories.make_request()
    assert SAYS_SO in preview(asked, "en").text
    assert SAYS_SO not in preview(asked, "en", Grade.NOTICE).text + preview(asked, "en", kind="request_opened").text
    settings.MAIL_COMES_IN = False
    assert SAYS_SO not in preview(asked, "en").text


def test_a_reader_in_safe_mode_is_given_no_such_address(call: Any, letters: Any) -> None:
    call(safe_mode=True)
    engine.run()
    assert letters()[0]["Reply-To"] is None and SAYS_SO not in part(letters()[0], "plain")


def test_news_that_asks_for_no_answer_has_none(news: Any, letters: Any) -> None:
    asked_back = factories.make_request()
    factories.make_staff(asked_back.organisation)
    news("check_in_due", asked_back)
    engine.run()
    assert len(letters()) == 1 and letters()[0]["Reply-To"] is None
