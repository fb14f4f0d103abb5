"""Alerts by a provider's API: the same rows, the same ends, the same Message-ID."""

from collections.abc import Callable
from email.message import EmailMessage

from pytest_django import Settings

from solidarity.alerts import engine
from solidarity.alerts.models import AlertBatch, AlertDelivery
from solidarity.alerts.queueing import queue_again
from tests import factories
from tests.alerts.clock import let_time_pass
from tests.alerts.news import asked
from tests.alerts.test_letters import part
from tests.provider import Provider
from tests.smtp_server import SmtpServer
from unions.mail import message_id
from unions.models import Announcement, Recipient, User

Letters = Callable[..., list[EmailMessage]]
News = Callable[..., Announcement]


def ends() -> dict[str, tuple[str, str]]:
    """Return what became of each copy, by the name of its reader."""
    rows = AlertDelivery.objects.values_list("recipient__user__handle", "state", "reason")
    return {handle: (state, reason) for handle, state, reason in rows}


def staff(announcement: Announcement, handle: str, **fields: str) -> User:
    """Add somebody to the union that is asked."""
    union = asked(announcement).addressees.get().organisation
    return factories.make_staff(union, handle=handle, email=f"{handle}@example.org", **fields)


def test_everybody_gets_one_mail_in_their_language_with_the_heads_of_a_list(call: News, provider: Provider) -> None:
    announcement = call(staff=0)
    readers = [staff(announcement, "ana", ui_language="en"), staff(announcement, "amal", ui_language="ar")]
    engine.run()
    engine.run()
    assert ends() == {"ana": ("sent", ""), "amal": ("sent", "")}
    by_address = {given.to: given for given in provider.calls}
    assert len(provider.calls) == len(by_address) == 2
    for reader in readers:
        given = by_address[reader.email]
        assert given.headers["message-id"] == message_id(announcement.pk, "mail", reader.recipient.pk)
        assert given.headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
        assert given.headers["content-language"] == reader.ui_language
        assert given.headers["list-unsubscribe"].strip("<>") in given.text
        assert f'<html lang="{reader.ui_language}"' in given.html and given.reply_to.startswith("answer+")


def test_it_says_the_same_as_by_a_mail_server(
    call: News, provider: Provider, smtp_server: SmtpServer, letters: Letters, settings: Settings
) -> None:
    announcement = call(ui_language="fr")
    engine.run()
    queue_again(announcement, AlertDelivery.objects.all())
    Announcement.objects.filter(pk=announcement.pk).update(finished_at=None)
    settings.EMAIL_PROVIDER, settings.EMAIL_PORT = "", smtp_server.port
    engine.run()
    (given,), (letter,) = provider.calls, letters()
    assert letter["Subject"] == given.subject
    assert part(letter, "plain").replace("\r\n", "\n") == given.text
    assert part(letter, "html").replace("\r\n", "\n") == given.html


def test_one_bad_address_is_suspended_and_the_others_are_told(call: News, provider: Provider) -> None:
    announcement = call(staff=0)
    for handle in ("ana", "bad", "carlos"):
        staff(announcement, handle)
    provider.answers["bad@example.org"] = provider.bad_address("bad@example.org")
    engine.run()
    assert ends() == {"ana": ("sent", ""), "bad": ("failed", "bad_address"), "carlos": ("sent", "")}
    assert Recipient.objects.get(suspended_at__isnull=False).user.handle == "bad"


def test_what_is_sent_again_has_the_same_id(call: News, provider: Provider) -> None:
    staff(call(staff=0), "ana")
    provider.hangs_up = True
    engine.run()
    assert ends() == {"ana": ("waiting", "")}
    provider.hangs_up = False
    let_time_pass()
    engine.run()
    assert ends() == {"ana": ("sent", "")}
    first, second = provider.calls
    assert first.headers["message-id"] == second.headers["message-id"]
    assert first.metadata == second.metadata


def test_what_fails_at_the_provider_goes_later_and_is_given_up_one_day(call: News, provider: Provider) -> None:
    staff(call(staff=0), "ana")
    provider.answers["ana@example.org"] = (500, "")
    engine.run()
    assert ends() == {"ana": ("waiting", "")} and AlertDelivery.objects.get().attempts == 1
    for _attempt in range(7):
        let_time_pass()
        engine.run()
    assert ends() == {"ana": ("failed", "dead_letter")} and not Recipient.objects.exclude(suspended_at=None)


def test_while_the_provider_is_away_nothing_counts(call: News, provider: Provider) -> None:
    staff(call(staff=0), "ana")
    provider.next_answers = [(503, "")]
    engine.run()
    row = AlertDelivery.objects.get()
    assert (row.state, row.attempts, AlertBatch.objects.get().lease) == ("waiting", 0, None) and not provider.calls
