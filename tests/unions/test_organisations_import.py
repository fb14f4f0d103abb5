"""The pages by which network admins bring in a list."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from solidarity.tasks import tidy_up
from tests.factories import NOW, give_duty, make_admin, make_organisation, make_sector, make_user
from unions.choices import NetworkRoleKind
from unions.importers import held_files
from unions.importers.rows import COLUMNS
from unions.models import Organisation, User

FORM, PREVIEW = "unions:organisation-import", "unions:organisation-import-preview"
DOCKERS = "name,country,city\nDockers of Alexandria,Egypt,Alexandria\nA choir,Atlantis,\n"

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def private_folder(settings: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Hold files in a folder of this test."""
    settings.PRIVATE_FILES = tmp_path  # type: ignore[attr-defined]
    yield tmp_path


@pytest.fixture
def admin(signed_in: SignIn) -> Client:
    """A network admin's browser."""
    return signed_in(give_duty(make_user(), NetworkRoleKind.NETWORK_ADMIN))


def send(client: Client, content: str | bytes = DOCKERS) -> HttpResponse:
    """Send a file and follow to the preview."""
    raw = content.encode() if isinstance(content, str) else content
    return client.post(reverse(FORM), {"file": SimpleUploadedFile("unions.csv", raw)}, follow=True)  # type: ignore[return-value]


def words_of(answer: HttpResponse) -> str:
    """A page as one line of text."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def confirm(client: Client, answer: HttpResponse) -> HttpResponse:
    """Send the form of a preview."""
    fingerprint = re.search(r'name="fingerprint" value="(\w+)"', answer.content.decode())
    assert fingerprint
    return client.post(reverse(PREVIEW), {"fingerprint": fingerprint[1]}, follow=True)  # type: ignore[return-value]


@pytest.mark.parametrize("name", [FORM, PREVIEW])
def test_visitors_are_asked_to_sign_in(name: str) -> None:
    assert Client().get(reverse(name)).status_code == 302
    assert Client().post(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", [FORM, PREVIEW])
@pytest.mark.parametrize("duty", ["", NetworkRoleKind.REVIEWER, NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.AUDITOR])
def test_nobody_but_network_admins_may_import(name: str, duty: str, signed_in: SignIn) -> None:
    person = make_admin(make_organisation())
    client = signed_in(give_duty(person, duty) if duty else person)
    assert client.get(reverse(name)).status_code == 403
    assert client.post(reverse(name)).status_code == 403


def test_the_preview_says_of_every_row_what_becomes_of_it_and_why(admin: Client) -> None:
    words = words_of(send(admin))
    assert "Dockers of Alexandria New It is not here yet." in words
    assert "A choir Refused “Atlantis” is not a country that we know." in words
    assert "Egypt" in words and "Alexandria" in words


def test_the_preview_writes_nothing(admin: Client) -> None:
    send(admin)
    assert not Organisation.objects.exists()


def test_confirming_imports_what_was_seen(admin: Client) -> None:
    answer = confirm(admin, send(admin))
    assert "1 row was imported." in words_of(answer)
    assert Organisation.objects.get().country == "EG"


def test_nothing_is_imported_that_was_not_seen(admin: Client) -> None:
    send(admin)
    answer = admin.post(reverse(PREVIEW), {"fingerprint": "0" * 64})
    assert answer.status_code == 409
    assert "nothing was imported" in words_of(answer)  # type: ignore[arg-type]
    assert not Organisation.objects.exists()


def test_a_directory_that_changed_meanwhile_is_looked_at_again(admin: Client) -> None:
    seen = send(admin)
    make_organisation("Dockers of Alexandria", country="EG")
    assert confirm(admin, seen).status_code == 409
    assert Organisation.objects.count() == 1


def test_confirming_twice_imports_once(admin: Client) -> None:
    seen = send(admin)
    confirm(admin, seen)
    assert "Send it again" in words_of(confirm(admin, seen))
    assert Organisation.objects.count() == 1


def test_where_there_is_nothing_to_do_there_is_nothing_to_confirm(admin: Client) -> None:
    answer = send(admin, "name,country\nA choir,Atlantis\n")
    assert "There is nothing to import" in words_of(answer)
    assert "fingerprint" not in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"%PDF\x00\x01", "not a text file"),
        (b"name\nDockers\n", "Missing: country"),
        (b"name,country\n", "no row below"),
        (b"name,country\n" + b"a" * 5_000_001, "larger than 5 MB"),
        (b'name,country\n"Dockers,EG\n', "quotation mark"),
    ],
)
def test_a_bad_file_gets_words_beside_its_field(admin: Client, content: bytes, words: str) -> None:
    answer = send(admin, content)
    assert words in str(answer.context["form"].errors["file"])  # type: ignore[attr-defined]
    assert "id_file_error" in answer.content.decode()


def test_the_page_explains_every_column(admin: Client) -> None:
    assert tuple(admin.get(reverse(FORM)).context["columns"]) == COLUMNS


def test_sectors_are_shown_by_name(admin: Client) -> None:
    make_sector("rail_road", name="Railways")
    assert "Sector Railways" in words_of(send(admin, "name,country,sectors\nDockers,EG,rail_road\n"))


def test_sending_nothing_says_so(admin: Client) -> None:
    assert admin.post(reverse(FORM)).context["form"].errors["file"]


def test_a_formula_is_refused_in_its_row(admin: Client) -> None:
    assert "formula" in words_of(send(admin, "name,country\n=cmd()|x,EG\nDockers,EG\n"))


def test_markup_in_a_file_is_shown_as_text(admin: Client) -> None:
    page = send(admin, "name,country\n<script>alert(1)</script>,EG\n").content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;" in page


def test_a_file_is_held_unreadable_and_out_of_the_address(admin: Client, private_folder: Path) -> None:
    answer = send(admin)
    [held] = private_folder.glob("imports/*")
    assert b"Dockers" not in held.read_bytes()
    assert held.name not in answer.content.decode() + answer.redirect_chain[-1][0]  # type: ignore[attr-defined]


def test_another_admin_does_not_see_my_file(admin: Client, signed_in: SignIn) -> None:
    send(admin)
    other = signed_in(give_duty(make_user(), NetworkRoleKind.NETWORK_ADMIN))
    assert "Dockers" not in words_of(other.get(reverse(PREVIEW), follow=True))  # type: ignore[arg-type]


def test_two_admins_hold_a_file_each(admin: Client, signed_in: SignIn, private_folder: Path) -> None:
    send(admin)
    send(signed_in(give_duty(make_user(), NetworkRoleKind.NETWORK_ADMIN)))
    assert len(list(private_folder.glob("imports/*"))) == 2


def test_a_file_is_gone_once_it_is_imported_or_replaced(admin: Client, private_folder: Path) -> None:
    send(admin)
    confirm(admin, send(admin))
    assert list(private_folder.glob("imports/*")) == []


def test_a_file_is_gone_after_an_hour(private_folder: Path) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        word = held_files.hold(b"name,country\n")
        clock.shift(timedelta(minutes=59))
        assert held_files.held(word) == b"name,country\n"
        clock.shift(timedelta(minutes=2))
        assert held_files.held(word) is None
    assert list(private_folder.glob("imports/*")) == []


def test_files_that_nobody_came_back_for_are_swept_away(private_folder: Path) -> None:
    held_files.hold(b"old")
    with time_machine.travel(timedelta(hours=2), tick=False):
        tidy_up()
    assert list(private_folder.glob("imports/*")) == []


def test_a_long_list_is_shown_page_by_page(admin: Client) -> None:
    send(admin, "name,country\n" + "".join(f"Local {number},EG\n" for number in range(401)))
    last = admin.get(reverse(PREVIEW), {"page": "3"}).content.decode()
    assert "Local 400" in last and "Local 12<" not in last


def test_the_preview_takes_as_many_queries_for_five_rows_as_for_one(admin: Client) -> None:
    make_sector()
    counts = []
    for number in (1, 5):
        for index in range(number):
            make_organisation(f"Local {index}-{number}", country="EG")
        rows = [f"Local {index}-{number},EG,ar,Transport,T:{index}" for index in range(number)]
        send(admin, "name,country,languages,sectors,identifiers\n" + "\n".join(rows))
        with CaptureQueriesContext(connection) as queries:
            admin.get(reverse(PREVIEW))
        counts.append(len(queries))
    assert counts[0] == counts[1]
