"""Which pictures the contact of an organisation sees by its link."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from solidarity.choices import RequestState, Visibility
from solidarity.models import Addressee, Photo, SolidarityRequest
from tests.factories import NOW
from tests.solidarity.answering import asked, path_for, with_contact

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def addressee() -> Addressee:
    """A listed organisation that is asked."""
    return asked()


def photo_of(addressee: Addressee, **fields: Any) -> str:
    """Add a picture; return its address by the link."""
    options = {"alt_text": "The gate", "added_at": NOW, "visibility": Visibility.NAMED_ORGANISATIONS} | fields
    photo = Photo(solidarity_request=addressee.solidarity_request, **options)
    photo.image.save("gate.jpg", ContentFile(b"a picture"))
    return f"{path_for(addressee)}photos/{photo.public_id}/"


def test_a_picture_for_the_unions_asked_is_shown_and_kept_nowhere(addressee: Addressee) -> None:
    path = photo_of(addressee)
    assert path in Client().get(path_for(addressee)).content.decode()
    response = Client().get(path)
    assert b"".join(response.streaming_content) == b"a picture"
    assert "no-store" in response["Cache-Control"] and response["X-Content-Type-Options"] == "nosniff"


def test_a_picture_of_the_askers_own_is_not(addressee: Addressee) -> None:
    path = photo_of(addressee, visibility=Visibility.BEHIND_THE_SCENES)
    assert path not in Client().get(path_for(addressee)).content.decode()
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(("state", "answer"), [(RequestState.PAUSED, 404), (RequestState.TAKEN_DOWN, 410)])
def test_a_picture_goes_with_the_pause_and_the_take_down(addressee: Addressee, state: str, answer: int) -> None:
    path = photo_of(addressee)
    SolidarityRequest.objects.update(state=state)
    assert Client().get(path).status_code == answer


def test_the_link_of_one_request_opens_no_picture_of_another(addressee: Addressee) -> None:
    public_id = photo_of(asked(with_contact("Other Union"))).split("/")[-2]
    assert Client().get(f"{path_for(addressee)}photos/{public_id}/").status_code == 404
