"""A call is answered by replying to its mail: the words become a draft, and one click makes them the answer."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from solidarity import retention
from solidarity.actions import solidarity_requests
from solidarity.actions.incoming_mails import Fate, take
from solidarity.actions.reply_drafts import MOST_REPLIES
from solidarity.choices import Answer, NoReason, RequestState, Visibility
from solidarity.models import Addressee, ReplyDraft, SolidarityRequest
from solidarity.notifications.reply_addresses import replied_to, reply_address
from tests import factories
from tests.factories import NOW
from tests.solidarity.answering import ADDRESS, asked, path_for, with_contact
from tests.unions.incoming_mails import QUOTED, bounced, nested, with_raw_body, written
from unions.actions import users
from unions.announcements import Variant
from unions.choices import Grade, OrganisationState
from unions.mail import message_id
from unions.models import Announcement, AuditEvent, Organisation, OutgoingMail, Recipient, User

pytestmark = pytest.mark.usefixtures("at_now", "outbox")
OPENLY = Variant("en", Grade.PUBLIC)
WORDS = "We send a delegation of twelve."


@pytest.fixture
def addressee() -> Addressee:
    """A listed organisation that is asked."""
    return asked()


def contact_of(addressee: Addressee) -> Recipient:
    """Its contact without an account."""
    return addressee.organisation.contacts.get()


def address_for(addressee: Addressee, recipient: Recipient | None = None) -> str:
    """The address to which a mail to this recipient is answered."""
    return reply_address(addressee.public_id, recipient or contact_of(addressee), OPENLY)


def reply(addressee: Addressee, text: str = WORDS, recipient: Recipient | None = None, **heads: str) -> Fate:
    """Reply to the mail about this call, as it goes through a mail server."""
    return take(written(text, to=address_for(addressee, recipient), **heads).as_bytes(), at=NOW)


def replies(addressee: Addressee, number: int, at: datetime = NOW) -> list[Fate]:
    """What becomes of so many replies, each another mail."""
    to, already = address_for(addressee), ReplyDraft.objects.count()
    names = [f"<{already + each}@mail.example.org>" for each in range(number)]
    return [take(written(WORDS, to=to, Message_ID=name).as_bytes(), at=at) for name in names]


def staff_of(addressee: Addressee) -> User:
    """Staff of the union asked, which is a member."""
    Organisation.objects.filter(pk=addressee.organisation_id).update(state=OrganisationState.APPROVED)
    return factories.make_staff(addressee.organisation)


class TestAddress:
    def test_it_stands_for_the_union_asked_and_its_reader(self, addressee: Addressee) -> None:
        found = replied_to(address_for(addressee), NOW)
        assert found is not None
        assert (found.addressee, found.recipient) == (addressee, contact_of(addressee))

    def test_it_fits_into_an_address_and_survives_a_change_of_case(self, addressee: Addressee) -> None:
        address = address_for(addressee)
        assert len(address.partition("@")[0]) <= 64 and replied_to(address.upper(), NOW)

    def test_a_forged_one_is_nothing(self, addressee: Addressee) -> None:
        other, address = asked(with_contact("Other Union")), address_for(addressee)
        for forged in (
            address.replace(addressee.public_id, other.public_id),
            address.replace(contact_of(addressee).public_id, contact_of(other).public_id),
            address.replace("@", "a@"),
            f"answer+{addressee.public_id}@localhost",
            "answer@localhost",
            "",
        ):
            assert replied_to(forged, NOW) is None

    @pytest.mark.parametrize(
        "change",
        [
            {"state": RequestState.TAKEN_DOWN},
            {"state": RequestState.CLOSED, "outcome": "won"},
            {"visibility": Visibility.BEHIND_THE_SCENES, "wanted_visibility": Visibility.BEHIND_THE_SCENES},
            {"wanted_visibility": Visibility.NAMED_ORGANISATIONS},
        ],
        ids=str,
    )
    def test_it_ends_with_the_request_and_when_its_words_may_not_travel_by_mail(
        self, addressee: Addressee, change: dict[str, Any]
    ) -> None:
        SolidarityRequest.objects.update(**change)
        assert reply(addressee) == Fate.IGNORED and not ReplyDraft.objects.exists()

    def test_it_ends_with_the_clock(self, addressee: Addressee) -> None:
        assert addressee.due_at is not None
        address, second = address_for(addressee), timedelta(seconds=1)
        assert replied_to(address, addressee.due_at - second) and not replied_to(address, addressee.due_at)

    def test_it_ends_when_its_reader_has_another_address(self, addressee: Addressee) -> None:
        address = address_for(addressee)
        Recipient.objects.filter(pk=contact_of(addressee).pk).update(contact_address="new@example.org")
        assert replied_to(address, NOW) is None

    def test_it_ends_for_staff_who_left(self, addressee: Addressee) -> None:
        person = staff_of(addressee)
        address = address_for(addressee, person.recipient)
        assert replied_to(address, NOW)
        person.memberships.all().delete()
        assert replied_to(address, NOW) is None

    def test_who_may_read_nothing_by_mail_is_given_none(self, addressee: Addressee) -> None:
        assert reply_address(addressee.public_id, contact_of(addressee), Variant("en", Grade.NOTICE)) == ""


class TestDraft:
    def test_a_reply_waits_and_publishes_nothing(self, addressee: Addressee) -> None:
        assert reply(addressee, WORDS + QUOTED) == Fate.REPLY
        draft = ReplyDraft.objects.get()
        assert (draft.text, draft.recipient, draft.settled_at) == (WORDS, contact_of(addressee), None)
        addressee.refresh_from_db()
        assert addressee.answer == "" and not Announcement.objects.exists()

    def test_its_words_lie_encrypted_and_in_no_log(self, addressee: Addressee, caplog: Any) -> None:
        caplog.set_level("DEBUG")
        reply(addressee)
        assert "delegation" not in ReplyDraft.objects.extra(select={"raw": "text"}).values_list("raw", flat=True).get()
        assert "delegation" not in caplog.text and ADDRESS not in caplog.text and addressee.public_id not in caplog.text

    def test_its_writer_is_mailed_the_way_to_confirm_it(self, addressee: Addressee) -> None:
        reply(addressee, From="somebody-else@example.org")
        mail = OutgoingMail.objects.get()
        assert mail.envelope_to == ADDRESS
        assert path_for(addressee) in mail.message and "Auto-Submitted: auto-replied" in mail.message
        assert "delegation" not in mail.message and "Dismissed" not in mail.message

    def test_staff_are_mailed_the_way_to_their_own_page(self, addressee: Addressee) -> None:
        person = staff_of(addressee)
        reply(addressee, recipient=person.recipient)
        mail = OutgoingMail.objects.get()
        assert mail.envelope_to == person.email
        assert reverse("solidarity:answer-create", args=[addressee.public_id]) in mail.message

    def test_the_same_mail_twice_is_one(self, addressee: Addressee) -> None:
        assert [reply(addressee), reply(addressee)] == [Fate.REPLY, Fate.IGNORED]
        assert reply(addressee, Message_ID="<two@mail.example.org>") == Fate.REPLY
        assert ReplyDraft.objects.count() == OutgoingMail.objects.count() == 2

    def test_a_loop_ends_with_one_mail_that_asks_to_come_to_the_page(self, addressee: Addressee) -> None:
        assert replies(addressee, MOST_REPLIES + 4) == [Fate.REPLY] * (MOST_REPLIES + 1) + [Fate.IGNORED] * 3
        assert ReplyDraft.objects.count() == OutgoingMail.objects.count() == MOST_REPLIES + 1
        mails = OutgoingMail.objects.order_by("pk")
        asked_to_come = ["Please come to the page" in mail.message for mail in mails]
        assert asked_to_come == [False] * MOST_REPLIES + [True]
        assert path_for(addressee) in mails.last().message and "delegation" not in mails.last().message

    @pytest.mark.parametrize(
        "heads",
        [
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"Subject": "Out of office"},
            {"From": "portal@localhost"},
            {"Return_Path": "<>"},
            {"Message_ID": "ours"},
        ],
        ids=str,
    )
    def test_machines_and_our_own_mails_leave_nothing(self, addressee: Addressee, heads: dict[str, str]) -> None:
        own = {"Message_ID": message_id(1, "mail", 1)} if "Message_ID" in heads else heads
        assert reply(addressee, **own) == Fate.IGNORED
        assert not ReplyDraft.objects.exists() and not OutgoingMail.objects.exists()

    def test_a_mail_of_no_sender_leaves_nothing(self, addressee: Addressee) -> None:
        raw = written(to="x@example.org").as_bytes()
        assert take(raw, to=[address_for(addressee)], sender="", at=NOW) == Fate.IGNORED
        assert take(raw, to=[address_for(addressee)], sender="ana@example.org", at=NOW) == Fate.REPLY

    def test_a_bounce_of_a_reply_address_leaves_nothing(self, addressee: Addressee) -> None:
        assert take(bounced(address_for(addressee)), at=NOW) == Fate.IGNORED

    @pytest.mark.parametrize("text", ["", "> quoted alone", "  \n\n"])
    def test_a_reply_without_words_leaves_nothing(self, addressee: Addressee, text: str) -> None:
        assert reply(addressee, text or " ") == Fate.IGNORED

    def test_long_words_are_cut_to_what_an_answer_holds(self, addressee: Addressee) -> None:
        reply(addressee, "x" * 5000)
        assert len(ReplyDraft.objects.get().text) == 1000

    def test_attachments_are_not_kept_and_the_writer_learns_it(self, addressee: Addressee) -> None:
        mail = written(WORDS, to=address_for(addressee))
        mail.add_attachment(b"%PDF secret", maintype="application", subtype="pdf", filename="letter.pdf")
        assert take(mail.as_bytes(), at=NOW) == Fate.REPLY
        assert "not opened and not kept" in Client().get(path_for(addressee)).content.decode()

    def test_hostile_mails_are_ignored_or_cut(self, addressee: Addressee) -> None:
        to = address_for(addressee)
        for raw in (b"", b"\0" * 1000, b"x" * 3_000_000, nested(20_000, to)):
            assert take(raw, to=[to], at=NOW) == Fate.IGNORED
        assert take(with_raw_body(to, b"Yes\0\xff \xed\xa0\x80 no", Message_ID="<a@b>"), at=NOW) == Fate.REPLY
        assert "\0" not in ReplyDraft.objects.get().text

    def test_a_mistake_of_ours_loses_one_mail_and_says_no_word_of_it(
        self, addressee: Addressee, caplog: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("solidarity.actions.incoming_mails.reply_in", lambda mail: 1 / 0)
        assert reply(addressee) == Fate.IGNORED
        assert "mail_not_understood error=ZeroDivisionError" in caplog.text and "delegation" not in caplog.text


def settle(client: Client, path: str, answer: str) -> Any:
    """Press a button below the reply."""
    return client.post(path, {"answer": answer})


def path_by_link(addressee: Addressee) -> str:
    """Where the contact's buttons lead."""
    return f"{path_for(addressee)}replies/{ReplyDraft.objects.get().public_id}/"


class TestConfirming:
    @pytest.mark.parametrize("answer", [Answer.IN_WORDS, Answer.NOT_NOW, Answer.NO])
    def test_the_contact_sends_it_by_one_click(self, addressee: Addressee, answer: str) -> None:
        reply(addressee)
        assert "delegation of twelve" in Client().get(path_for(addressee)).content.decode()
        response = settle(Client(), path_by_link(addressee), answer)
        assert response.status_code == 302 and response["Location"].endswith("/thanks/")
        addressee.refresh_from_db()
        assert (addressee.answer, addressee.text, addressee.answered_by) == (answer, WORDS, None)
        assert addressee.no_reason == (NoReason.OTHER if answer == Answer.NO else "")
        assert Announcement.objects.get().kind == "answer_given"

    def test_staff_send_it_from_the_answer_page(self, addressee: Addressee, signed_in: Any) -> None:
        person = staff_of(addressee)
        reply(addressee, recipient=person.recipient)
        client, page = signed_in(person), reverse("solidarity:answer-create", args=[addressee.public_id])
        shown = client.get(page).content.decode()
        path = reverse("solidarity:reply-settle", args=[addressee.public_id, ReplyDraft.objects.get().public_id])
        assert "delegation of twelve" in shown and f'action="{path}"' in shown
        settle(client, path, "in_words")
        addressee.refresh_from_db()
        assert (addressee.answer, addressee.text, addressee.answered_by) == ("in_words", WORDS, person)
        assert "Nobody else has read it" not in client.get(page).content.decode()

    def test_looking_at_it_sends_nothing(self, addressee: Addressee) -> None:
        reply(addressee)
        assert Client().get(path_by_link(addressee)).status_code == 405
        Client().get(path_for(addressee))
        assert Addressee.objects.get().answer == ""

    def test_once_sent_its_words_are_the_answers_alone(self, addressee: Addressee) -> None:
        reply(addressee)
        path = path_by_link(addressee)
        settle(Client(), path, "in_words")
        assert ReplyDraft.objects.get().text == ""
        assert settle(Client(), path, "no").status_code == 404
        addressee.refresh_from_db()
        assert addressee.answer == "in_words"

    def test_it_can_be_thrown_away(self, addressee: Addressee) -> None:
        reply(addressee)
        settle(Client(), path_by_link(addressee), "discard")
        assert ReplyDraft.objects.get().text == "" and Addressee.objects.get().answer == ""
        assert "delegation" not in Client().get(path_for(addressee)).content.decode()

    @pytest.mark.parametrize("answer", ["pledges", "question", "", "nonsense"])
    def test_nothing_else_goes_by_one_click(self, addressee: Addressee, answer: str) -> None:
        reply(addressee)
        settle(Client(), path_by_link(addressee), answer)
        assert Addressee.objects.get().answer == "" and ReplyDraft.objects.get().text == WORDS

    def test_nobody_else_sees_or_sends_it(self, addressee: Addressee, signed_in: Any) -> None:
        reply(addressee)
        asker = addressee.solidarity_request.organisation
        other = asked(with_contact("Other Union"), due=None)
        path = reverse("solidarity:reply-settle", args=[addressee.public_id, ReplyDraft.objects.get().public_id])
        for person in (factories.make_staff(asker), factories.make_staff(factories.make_organisation())):
            assert settle(signed_in(person), path, "in_words").status_code == 404
        page = reverse("solidarity:request-manage", args=[addressee.solidarity_request.public_id])
        assert "delegation" not in signed_in(factories.make_staff(asker)).get(page).content.decode()
        assert "delegation" not in Client().get(path_for(other)).content.decode()
        path = path_by_link(addressee).replace(path_for(addressee), path_for(other))
        assert settle(Client(), path, "no").status_code == 404
        assert Addressee.objects.get(pk=addressee.pk).answer == ""

    def test_after_a_take_down_it_goes_nowhere(self, addressee: Addressee) -> None:
        reply(addressee)
        path = path_by_link(addressee)
        by = factories.make_staff(addressee.solidarity_request.organisation)
        solidarity_requests.take_down(solidarity_request=addressee.solidarity_request, by=by, at=NOW, reason="danger")
        assert settle(Client(), path, "in_words").status_code == 410
        assert Addressee.objects.get().answer == ""

    def test_the_trail_says_that_it_came_and_not_what(self, addressee: Addressee) -> None:
        reply(addressee)
        event = AuditEvent.objects.get(action="reply_received")
        assert event.actor_recipient == contact_of(addressee) and event.reason == ""

    def test_an_answer_in_words_leaves_the_call_open(self, addressee: Addressee) -> None:
        reply(addressee)
        settle(Client(), path_by_link(addressee), "in_words")
        assert Addressee.objects.waiting().filter(pk=addressee.pk).exists()


class TestRetention:
    def test_replies_are_forgotten_after_a_month(self, addressee: Addressee) -> None:
        reply(addressee)
        assert retention.forget_replies(NOW + timedelta(days=29)) == 0
        assert retention.forget_replies(NOW + timedelta(days=31)) == 1

    def test_who_erases_their_account_takes_theirs_along(self, addressee: Addressee) -> None:
        person = staff_of(addressee)
        reply(addressee, recipient=person.recipient)
        with time_machine.travel(NOW, tick=False):
            users.erase(by=person, at=NOW)
        assert not ReplyDraft.objects.exists()
