"""Attacks by a mail to an address of ours, which everybody may write to: it must not hold up those that come behind."""

import time
from contextlib import suppress

import pytest

from solidarity.actions.incoming_mails import Fate, take, take_for_each
from solidarity.models import Addressee, ReplyDraft
from tests.factories import NOW
from tests.solidarity.answering import asked, with_contact
from tests.solidarity.test_replies_by_mail import address_for
from tests.unions.incoming_mails import nested, written
from unions.mail.incoming.messages import LONGEST_LINE, Unreadable, taken_apart
from unions.mail.incoming.replies import reply_in

PARTS = 38  # of as many boundaries as are read
LINES = 23
WITHIN = 1.5  # seconds of this process; the worst of these took eight


def mail_of(kind: str, junk: str, line: str) -> bytes:
    """Return a mail whose parts each have a head of many lines of this, behind what ends a line."""
    head = f"\r\n {junk * (LONGEST_LINE // len(junk) - 20)}" * LINES
    parts = (f"--b\r\nX: x{line}Content-Type: {kind}{number}{head}\r\n\r\n \r\n" for number in range(PARTS))
    return f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n{"".join(parts)}--b--\r\n'.encode()


@pytest.mark.parametrize("line", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("junk", [";", ';"', ";a*0*=x"])
@pytest.mark.parametrize("kind", ["multipart/mixed; boundary=c", "text/plain; charset=c"])
def test_no_head_takes_long(kind: str, junk: str, line: str) -> None:
    raw = mail_of(kind, junk, line)
    began = time.process_time()
    with suppress(Unreadable):
        reply_in(taken_apart(raw))
    assert time.process_time() - began < WITHIN


class Watched(bytes):
    """A mail that notes when somebody takes it apart."""

    times = 0

    def lower(self) -> bytes:
        """Give it in small letters, as is done with the whole of it before anything else."""
        self.times += 1
        return super().lower()


@pytest.fixture
def addressees() -> list[Addressee]:
    """Two offices that are asked."""
    return [asked(with_contact(name)) for name in ("One Union", "Another Union")]


def watched(to: str = "x@example.org") -> Watched:
    """A reply that is watched."""
    return Watched(written("We send a delegation.", to=to).as_bytes())


@pytest.mark.usefixtures("at_now", "outbox")
@pytest.mark.parametrize("forged", ["answer+{}", "bounces+{}", "answer", "bounces", "portal"])
def test_a_mail_to_an_address_that_was_never_given_away_is_not_taken_apart(forged: str) -> None:
    mail, to = watched(), f"{forged.format('a' * 56)}@localhost"
    assert take(mail, to=[to], sender="x@example.org", at=NOW) == Fate.IGNORED
    assert mail.times == 0


@pytest.mark.usefixtures("at_now", "outbox")
def test_a_mail_for_many_is_taken_apart_once(addressees: list[Addressee]) -> None:
    good = [address_for(each) for each in addressees]
    forged = [f"answer+{number:056}@localhost" for number in range(20)]
    mail, to = watched(), [*forged, *good, *good, "complaints@localhost"]
    fates = take_for_each(mail, to=to, sender="x@example.org", at=NOW)
    assert [fates[address] for address in good] == [Fate.REPLY] * 2 and mail.times == 1
    assert set(ReplyDraft.objects.values_list("addressee", flat=True)) == {each.pk for each in addressees}


@pytest.mark.usefixtures("at_now", "outbox")
def test_a_mail_that_nobody_can_read_is_tried_once(addressees: list[Addressee]) -> None:
    mail = Watched(nested(100, "x@example.org"))
    fates = take_for_each(mail, to=map(address_for, addressees), sender="x@example.org", at=NOW)
    assert set(fates.values()) == {Fate.IGNORED} and mail.times == 1
