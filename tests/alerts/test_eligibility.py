"""The last look: how much each reader is told, and what of it is their own."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from django.utils import timezone

from solidarity.actions import solidarity_requests
from solidarity.alerts import engine, sending
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.claims import claim
from solidarity.alerts.models import AlertDelivery
from solidarity.alerts.variants import told_in
from tests import factories
from tests.alerts.news import asked
from tests.alerts.test_letters import part
from unions.choices import OrganisationState
from unions.mail import Session
from unions.models import Announcement, Organisation, Recipient, User

News = Callable[..., Announcement]
Letters = Callable[..., list[EmailMessage]]
SECRETS = ("Dockers", "Bangladesh", "letter", "employer")


def says_nothing(message: EmailMessage) -> bool:
    """Whether a mail tells only that something waits."""
    told = f"{message['Subject']} {part(message, 'plain')} {part(message, 'html')}"
    return "A request needs you" in told and not any(secret in told for secret in SECRETS)


def test_a_reader_in_safe_mode_gets_a_notice(call: News, letters: Letters) -> None:
    call(safe_mode=True)
    engine.run()
    assert says_nothing(letters()[0])


def test_a_reader_of_a_union_in_safe_mode_gets_a_notice(call: News, letters: Letters) -> None:
    call()
    Organisation.objects.update(safe_mode=True)
    engine.run()
    assert says_nothing(letters()[0])


def test_the_others_are_told_all_that_the_grade_allows(call: News, letters: Letters) -> None:
    call()
    engine.run()
    assert not says_nothing(letters()[0]) and "Bangladesh" in part(letters()[0], "plain")


def test_a_notice_leads_to_the_portal(call: News, letters: Letters) -> None:
    announcement = call(safe_mode=True)
    engine.run()
    assert f"/en/answers/{asked(announcement).addressees.get().public_id}/" in part(letters()[0], "plain")


def test_each_union_is_led_to_its_own_answer(news: News, letters: Letters) -> None:
    solidarity_request = factories.make_request()
    asked = {}
    for _number in range(2):
        union = factories.make_organisation()
        asked[factories.make_staff(union).email] = factories.make_addressee(solidarity_request, union)
    news("request_addressed", solidarity_request)
    engine.run()
    for address, addressee in asked.items():
        (message,) = letters(address)
        assert f"/en/answers/{addressee.public_id}/" in part(message, "plain")


def test_the_time_of_the_answer_is_written_in_the_readers_zone(call: News, letters: Letters) -> None:
    call(time_zone="Asia/Dhaka")
    engine.run()
    assert "Please answer by 30 Nov 2026 15:00 Dhaka" in part(letters()[0], "plain").replace("\u202f", " ")


def test_a_contact_is_led_to_a_page_of_its_own_and_not_to_the_desk(news: News, letters: Letters) -> None:
    listed = factories.make_organisation(state=OrganisationState.LISTED)
    Recipient.objects.create(organisation=listed, contact_address="office@example.org", contact_language="fr")
    solidarity_request = factories.make_request()
    factories.make_addressee(solidarity_request, listed)
    news("request_addressed", solidarity_request)
    engine.run()
    (message,) = letters("office@example.org")
    assert message["Content-Language"] == "fr" and "/fr/asked/" in part(message, "plain")
    assert "/answers/" not in part(message, "plain")


@pytest.mark.parametrize(
    ("language", "reading", "told"),
    [("ar", [], "ar"), ("bn", ["hi", "fr"], "fr"), ("es-AR", [], "es"), ("bn", [], "en")],
)
def test_the_first_language_that_the_portal_speaks_is_taken(language: str, reading: list[str], told: str) -> None:
    user = User(ui_language=language, reading_languages=reading)
    assert told_in(Recipient(user=user)) == told


def test_whoever_was_told_is_told_of_a_withdrawal(call: News, letters: Letters) -> None:
    announcement = call()
    engine.run()
    asker = factories.make_staff(asked(announcement).organisation)
    solidarity_requests.take_down(by=asker, at=timezone.now(), solidarity_request=asked(announcement), reason="danger")
    engine.run()
    first, second = letters()
    assert first["To"] == second["To"] and first["Message-ID"] != second["Message-ID"]
    assert second["Subject"] == "A request that reached you was withdrawn for safety"


def test_a_worker_that_was_held_up_hands_nothing_more_over(
    call: News, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "HAND_OVER_WITHIN", -1.0)
    announcement = call(staff=2)
    write_next_chunk(announcement.pk)
    batch = claim(announcement.pk)
    with Session() as session:
        sending.Sending(batch, session).send(batch)
    assert not letters()
    assert set(AlertDelivery.objects.values_list("state", "attempts")) == {("waiting", 0)}
