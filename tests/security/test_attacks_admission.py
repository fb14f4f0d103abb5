"""Attacks on the way in: races of admins, files that are something else, guessed links, questions about addresses."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from tests import factories
from tests.factories import NOW
from tests.solidarity.test_ceilings import at_once
from tests.unions import applying
from unions.actions import admissions, evidence
from unions.models import Decision, Evidence, Invitation, Organisation, UnionApplication, User
from unions.validators import Refused

SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
SignIn = Callable[[User], Client]


def bomb(side: int = 20_000) -> bytes:
    """A PNG of a few kilobytes that would unpack to hundreds of megabytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plain text",
        SCRIPT,
        b"<html><script>alert(1)</script></html>",
        b"PK\x03\x04" + bytes(200),
        b"MZ" + bytes(200),
        b"%PDF-1.7 without an end",
        b"an end without a beginning %%EOF",
        applying.picture("GIF"),
        applying.picture("TIFF"),
        applying.picture()[:60],
        b"\xff\xd8\xff\xe0" + bytes(500),
    ],
)
def test_a_file_that_is_something_else_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        applying.add_evidence(applying.begun(), content)
    assert refusal.value.field == "file"
    assert not Evidence.objects.exists()


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked() -> None:
    assert len(bomb()) < 1000
    with pytest.raises(Refused) as refusal:
        applying.add_evidence(applying.begun(), bomb())
    assert refusal.value.field == "file"


@pytest.mark.parametrize("content", [applying.PDF, applying.picture()])
def test_a_file_of_more_than_five_megabytes_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="5 MB"):
        applying.add_evidence(applying.begun(), content[:-7] + bytes(5_000_000) + b"%%EOF\n")


def test_a_giant_is_not_read_to_its_end() -> None:
    class Endless(BytesIO):
        asked = 0

        def read(self, size: int | None = -1) -> bytes:
            Endless.asked = size or -1
            return bytes(size or 0)

    with pytest.raises(Refused):
        evidence.add(application=applying.begun(), upload=Endless(), title="All of it", at=NOW)
    assert 0 < Endless.asked <= 5_000_001


def test_a_wrong_file_on_the_page_is_refused_beside_its_field_and_the_words_stay(client: Client) -> None:
    client.post("/en/apply/", applying.FIRST | {"contact_language": "en"})
    upload = BytesIO(SCRIPT)
    upload.name = "statutes.pdf"
    path = f"{applying.newest_link()}evidence/"
    answer = client.post(path, {"file": upload, "title": "Our statutes"})
    assert set(answer.context["form"].errors) == {"file"}
    assert "Our statutes" in answer.content.decode()


def test_the_hash_in_the_database_opens_nothing(client: Client) -> None:
    application = applying.begun()
    assert client.get(f"/en/apply/{application.token_hash}/").status_code == 404
    assert client.get(f"/en/apply/{application.public_id}/").status_code == 404


def test_guessing_from_one_network_is_stopped(client: Client) -> None:
    answers = [client.post("/en/apply/guess/withdraw/").status_code for _ in range(21)]
    assert answers[-1] == 429


def test_a_new_link_ends_the_old_one(client: Client) -> None:
    client.post("/en/apply/", applying.FIRST | {"contact_language": "en"})
    old = applying.newest_link()
    application = UnionApplication.objects.get()
    sector = factories.make_sector("transport")
    applying.change(application, sectors=[sector], **applying.ANSWERS)
    act: dict[str, Any] = {"by": applying.network_admin(), "at": NOW, "application": applying.send(application)}
    admissions.decline(**act, reason="no_word", words="Nobody knows you.")
    assert client.get(old).status_code == 404
    assert client.get(applying.newest_link()).status_code == 200


@pytest.mark.parametrize("field", ["registration", "call_back", "independence", "elections"])
def test_no_answer_runs_as_script_at_the_desk(field: str, signed_in: SignIn) -> None:
    application = applying.sent(**{field: XSS})
    client = signed_in(applying.network_admin())
    text = client.get(f"/en/admission/{application.public_id}/").content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_a_name_cannot_write_into_the_head_of_a_mail() -> None:
    with pytest.raises(Refused):
        applying.begun(name="Couriers\r\nBcc: all@example.org")
    assert mail.outbox == []


def test_nothing_private_lies_readable_in_the_database() -> None:
    applying.sent()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(unions_unionapplication)::text FROM unions_unionapplication")
        row = cursor.fetchone()[0]
    assert not any(secret in row for secret in (applying.ADDRESS, "Founded by", "court case", "Assembly", "secretary"))


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_let_it_in_at_once_let_it_in_once() -> None:
    application = applying.ready()
    admins = [applying.network_admin() for _ in range(4)]
    acts = [
        lambda admin=admin: admissions.make_provisional(application=application, by=admin, at=NOW) for admin in admins
    ]
    answers = at_once(acts)  # type: ignore[arg-type]
    assert sorted(type(each).__name__ for each in answers) == [*["NotToDecide"] * 3, "UnionApplication"]
    assert Organisation.objects.filter(country="PE").count() == Decision.objects.count() == 1
    assert Invitation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_no_at_once_are_one_decision() -> None:
    application = applying.settled(applying.provisional())
    yes, no = applying.network_admin(), applying.network_admin()
    refusal: dict[str, Any] = {"reason": "state", "words": "A minister leads it."}
    answers = at_once(
        [
            lambda: admissions.approve(application=application, by=yes, at=NOW),
            lambda: admissions.decline(application=application, by=no, at=NOW, **refusal),
        ]
    )
    assert sorted(type(each).__name__ for each in answers) == ["NotToDecide", "UnionApplication"]
    application.refresh_from_db()
    organisation = Organisation.objects.get(pk=application.organisation_id)
    assert organisation.state == application.state
