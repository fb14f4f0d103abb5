"""No more mails like this: by the link alone, for people and for mail programs."""

import re

from django.test import Client
from django.utils import translation

from tests import factories
from unions.actions import recipients, unsubscriptions, users
from unions.mail import unsubscribe_url, unsubscriber
from unions.models import AuditEvent, Recipient, Unsubscription, User

KIND, OWED = "request_opened", "request_addressed"
NOTHING = "We write nothing to this address at present"
CHOICES, IS_ENDED = "/my-account/alerts/", "You no longer get these mails."


def recipient() -> Recipient:
    """Return somebody who gets mails."""
    return factories.make_user().recipient


def path_for(reader: Recipient, kind: str = KIND) -> str:
    """Return the link in a mail, without the portal's address."""
    with translation.override("en"):
        return "/" + unsubscribe_url(reader, kind).split("/", 3)[3]


def ended() -> set[str]:
    """Return the kinds that anybody has ended."""
    return set(Unsubscription.objects.values_list("kind", flat=True))


def test_opening_the_link_changes_nothing() -> None:
    response = Client().get(path_for(recipient()))
    assert response.status_code == 200 and "A new request among what I follow" in response.content.decode()
    assert not ended()


def test_the_page_leads_to_all_choices() -> None:
    assert CHOICES in Client().get(path_for(recipient())).text


def test_an_office_without_an_account_is_led_to_no_sign_in() -> None:
    office = Recipient.objects.create(organisation=factories.make_organisation(), contact_address="office@example.org")
    assert CHOICES not in Client().get(path_for(office, OWED)).text


def test_a_mail_program_ends_the_kind_with_one_post() -> None:
    path = path_for(recipient())
    response = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 204 and ended() == {KIND}


def test_a_person_ends_the_kind_and_sees_that_it_is_ended() -> None:
    path = path_for(recipient())
    response = Client().post(path, {"choice": "kind"}, follow=True)
    assert ended() == {KIND} and IS_ENDED in response.content.decode()


def test_a_person_ends_everything() -> None:
    Client().post(path_for(recipient()), {"choice": "everything"})
    assert ended() == {""}


def test_a_person_wants_it_again() -> None:
    path = path_for(recipient())
    Client().post(path)
    Client().post(path, {"choice": "again"})
    assert not ended()


def test_a_double_click_ends_it_once() -> None:
    path = path_for(recipient())
    for _click in range(2):
        Client().post(path)
    assert Unsubscription.objects.count() == 1
    assert AuditEvent.objects.filter(action="recipient.unsubscribed").count() == 1


def test_the_link_ends_the_readers_own_mails_alone() -> None:
    other = recipient()
    Client().post(path_for(recipient()))
    assert not other.unsubscriptions.exists()


def test_a_forged_link_is_nothing() -> None:
    path = path_for(recipient())
    other = "1" if path[-2] == "0" else "0"
    for forged in (f"{path[:-2]}{other}/", path.replace(".", ".0"), "/en/unsubscribe/nonsense/"):
        assert Client().post(forged).status_code == 404
    assert not ended()


def test_a_dead_link_says_so_in_the_same_words_whatever_it_died_of() -> None:
    moved, gone = recipient(), factories.make_user()
    paths = [path_for(moved), path_for(gone.recipient), "/en/unsubscribe/nonsense/"]
    User.objects.filter(recipient=moved).update(email="rosa@home.example")
    users.erase(by=gone, at=factories.NOW)
    pages = [Client().get(path) for path in paths]
    assert {page.status_code for page in pages} == {404}
    assert len({re.search("<main.*</main>", page.text, re.DOTALL)[0] for page in pages}) == 1
    assert "This link ends nothing any more" in pages[0].text


def test_whoever_reads_the_old_box_ends_nothing_after_a_move_to_another_address() -> None:
    reader = recipient()
    path = path_for(reader)
    User.objects.update(email="rosa@home.example")
    assert Client().get(path).status_code == Client().post(path).status_code == 404
    assert Client().post(path_for(Recipient.objects.get())).status_code == 302
    assert ended() == {KIND}


def test_a_link_for_one_kind_ends_no_other() -> None:
    reader = recipient()
    token = path_for(reader, "answer_given").split("/")[3]
    assert unsubscriber(token) == (reader, "answer_given")


def test_the_link_does_not_say_what_it_ends() -> None:
    assert KIND not in path_for(recipient())


def test_the_page_is_not_kept_by_browsers() -> None:
    assert "no-store" in Client().get(path_for(recipient()))["Cache-Control"]


def test_whoever_wants_one_kind_again_wants_mail_again() -> None:
    reader = recipient()
    for kind in ("", KIND):
        unsubscriptions.unsubscribe(recipient=reader, kind=kind, by=reader, at=factories.NOW)
    unsubscriptions.resubscribe(recipient=reader, kind=KIND, by=reader, at=factories.NOW)
    assert not ended()


def test_what_is_owed_and_still_comes_is_not_called_ended() -> None:
    reader = recipient()
    unsubscriptions.unsubscribe(recipient=reader, kind="", by=reader, at=factories.NOW)
    shown = Client().get(path_for(reader, OWED)).text
    assert IS_ENDED not in shown and "No more mails of this kind" in shown and "Send them to me again" not in shown
    assert IS_ENDED in Client().get(path_for(reader)).text


def test_whoever_wants_again_what_is_owed_wants_nothing_else_again() -> None:
    reader = recipient()
    for kind in ("", OWED):
        unsubscriptions.unsubscribe(recipient=reader, kind=kind, by=reader, at=factories.NOW)
    shown = Client().post(path_for(reader, OWED), {"choice": "again"}, follow=True).text
    assert ended() == {""} and IS_ENDED not in shown


def test_whoever_wants_it_again_at_an_address_that_is_not_written_to_reads_that() -> None:
    reader = recipient()
    Client().post(path_for(reader))
    assert NOTHING not in Client().get(path_for(reader)).text
    recipients.suspend(recipient=reader, reason="complaint", at=factories.NOW)
    assert NOTHING in Client().post(path_for(reader), {"choice": "again"}, follow=True).text


def test_the_link_of_a_mail_that_gathers_many_kinds_ends_and_wants_again_all_that_is_not_owed() -> None:
    path = path_for(recipient(), "")
    assert IS_ENDED in Client().post(path, {"choice": "everything"}, follow=True).text
    assert ended() == {""}
    assert IS_ENDED not in Client().post(path, {"choice": "again"}, follow=True).text
    assert not ended()
