"""Lists of organisations in which every cell is an attack: each row is refused or harmless."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import factories
from unions.actions import reference
from unions.choices import NetworkRoleKind
from unions.importers.rows import COLUMNS
from unions.models import Organisation, User

SignIn = Callable[[User], Client]

CELLS = [
    "a\0b",
    '=HYPERLINK("https://evil.example";"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "\u202egnp.noinU",
    "Uni\u200bon",
    "x" * 5000,
    "a\r\nBcc: everybody@example.org",
    "9" * 400,
    "WIKIDATA:" + "Q" * 500,
    "[en] [] ]",
    "%s{0}%(name)s",
    "\ufeff",
]


def listing(column: str, cell: str) -> bytes:
    """A file with one row that is right but for this cell."""
    written = StringIO()
    rows = csv.DictWriter(written, COLUMNS)
    rows.writeheader()
    rows.writerow({"name": "Union of needles", "country": "FR"} | {column: cell})
    return written.getvalue().encode()


@pytest.mark.parametrize("column", COLUMNS)
def test_a_cell_is_refused_or_harmless(column: str, signed_in: SignIn) -> None:
    reference.load()
    client = signed_in(factories.give_duty(factories.make_user(), NetworkRoleKind.NETWORK_ADMIN))
    client.raise_request_exception = False
    for cell in CELLS:
        file = SimpleUploadedFile("list.csv", listing(column, cell), "text/csv")
        assert client.post(reverse("unions:organisation-import"), {"file": file}).status_code in {200, 302}
        page = client.get(reverse("unions:organisation-import-preview"))
        assert page.status_code in {200, 302}, cell
        assert "<script>alert" not in page.text
        if page.status_code == 200:
            given = {"fingerprint": page.context["form"].initial["fingerprint"]}
            assert client.post(reverse("unions:organisation-import-preview"), given).status_code in {200, 302, 409}, (
                cell
            )
    for organisation in Organisation.objects.all():
        shown = Client().get(reverse("unions:organisation-detail", args=[organisation.slug]))
        assert "<script>alert" not in shown.text
        assert 'href="javascript:' not in shown.text


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"\0", b"name,country\n\0,\0", b"name,country\n" + b'"' * 9, b"\xed\xa0\x80"]
)
def test_what_is_no_list_is_refused_in_words(content: bytes, signed_in: SignIn) -> None:
    client = signed_in(factories.give_duty(factories.make_user(), NetworkRoleKind.NETWORK_ADMIN))
    client.raise_request_exception = False
    sent = {"file": SimpleUploadedFile("list.csv", content, "text/csv")}
    assert client.post(reverse("unions:organisation-import"), sent).status_code in {200, 302}
    assert client.get(reverse("unions:organisation-import-preview")).status_code in {200, 302}
