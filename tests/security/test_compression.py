"""Pages travel compressed, and their length betrays nothing."""

import gzip
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client, RequestFactory

from solidarity.models import Photo
from tests import factories
from unions.middleware import CompressedPages

PAGE = "/en/styleguide/"
PADDING = 100  # bytes, at the most


def compressed(path: str) -> Any:
    """Ask as browsers do."""
    return Client().get(path, headers={"accept-encoding": "gzip, br"})


def test_a_page_is_a_fifth_of_its_size() -> None:
    answer, plain = compressed(PAGE), Client().get(PAGE)
    assert (answer["Content-Encoding"], plain.get("Content-Encoding")) == ("gzip", None)
    assert len(answer.content) < len(plain.content) / 5
    assert gzip.decompress(answer.content).startswith(b"<!DOCTYPE html>")


def test_the_length_of_one_page_differs_from_time_to_time() -> None:
    same = CompressedPages(lambda request: HttpResponse("An injury to one is an injury to all. " * 100))
    lengths = {len(same(RequestFactory().get("/", headers={"accept-encoding": "gzip"})).content) for _ in range(24)}
    assert len(lengths) > 1 and max(lengths) - min(lengths) <= PADDING


def test_caches_keep_both_forms_apart() -> None:
    assert "Accept-Encoding" in Client().get(PAGE)["Vary"]


@pytest.mark.parametrize("path", ["/en/nothing/here/", "/en/requests/bcdfghjkmnpq/"])
def test_what_is_not_there_is_compressed_too(path: str) -> None:
    assert compressed(path)["Content-Encoding"] == "gzip"


def test_a_photo_travels_as_it_is_with_its_length() -> None:
    photo = Photo(solidarity_request=factories.make_request(), alt_text="A gate", added_at=factories.NOW)
    photo.visibility = "public"
    photo.image.save("gate.jpg", ContentFile(bytes(5000)))
    answer = compressed(f"/en/photos/{photo.public_id}/")
    assert b"".join(answer) == bytes(5000)
    assert (answer.get("Content-Encoding"), answer["Content-Length"]) == (None, "5000")
