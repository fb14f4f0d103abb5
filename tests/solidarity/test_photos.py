"""Photos: only pixels are kept, files that are something else are refused, and each circle sees its own."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from PIL import Image, PngImagePlugin

from solidarity.actions import photos, solidarity_requests
from solidarity.choices import RequestState
from solidarity.models import Photo, SolidarityRequest
from tests import factories
from tests.factories import NOW
from tests.solidarity import asking
from unions.choices import NetworkRoleKind
from unions.models import AuditEvent, User
from unions.validators import Refused

NEEDLE = b"GPS 23.8103 N"
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """A red picture."""
    drawn = BytesIO()
    Image.new("RGB", size, "red").save(drawn, kind, **options)
    return drawn.getvalue()


def with_exif() -> bytes:
    """A picture that says where it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x010E] = NEEDLE.decode()
    exif[0x0112] = 6  # turned by a quarter
    return picture(exif=exif.tobytes())


def add(content: bytes, solidarity_request: SolidarityRequest | None = None, **values: Any) -> Photo:
    """Add a photo to a request that the network sees."""
    return photos.add(
        by=factories.make_user(),
        at=NOW,
        solidarity_request=solidarity_request or asking.opened(),
        upload=BytesIO(content),
        **({"alt_text": "A gate with a banner"} | values),
    )


def kept(photo: Photo) -> bytes:
    """What its file holds."""
    with photo.image.open("rb") as file:
        return file.read()


def refused(content: bytes, **values: Any) -> Refused:
    """The refusal of adding this."""
    with pytest.raises(Refused) as refusal:
        add(content, **values)
    assert not Photo.objects.exists()
    return refusal.value


def test_a_photo_is_drawn_anew_without_what_it_carried() -> None:
    content = kept(add(with_exif()))
    assert NEEDLE not in content
    drawn = Image.open(BytesIO(content))
    assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("JPEG", (30, 40), {})


def test_text_inside_a_png_is_gone() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Location", NEEDLE.decode())
    assert NEEDLE not in kept(add(picture("PNG", pnginfo=words)))


def test_what_hangs_behind_a_picture_is_gone() -> None:
    assert b"script" not in kept(add(picture() + SCRIPT))


def test_a_large_photo_is_made_smaller() -> None:
    assert max(Image.open(BytesIO(kept(add(picture(size=(3000, 1000)))))).size) == photos.LONGEST_SIDE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plain text",
        SCRIPT,
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + SCRIPT,
        picture("GIF"),
        picture("TIFF"),
        picture("PDF"),
        picture()[:200],
        picture(size=(400, 300))[:-400],
        b"\xff\xd8\xff\xe0" + b"\0" * 500,
    ],
)
def test_what_is_not_a_picture_is_refused_beside_the_field(content: bytes) -> None:
    assert refused(content).field == "image"


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked() -> None:
    for size in ((4001, 3000), (20_000, 20_000)):
        bomb = BytesIO()
        Image.new("1", size).save(bomb, "PNG")
        assert refused(bomb.getvalue()).field == "image"


def test_a_file_of_more_than_five_megabytes_is_refused() -> None:
    assert "5 MB" in str(refused(picture() + b"\0" * 5_000_000))


@pytest.mark.parametrize("alt_text", ["", "   ", "x" * 201, "hidden\u202etext"])
def test_words_for_those_who_cannot_see_it_are_wanted(alt_text: str) -> None:
    assert refused(picture(), alt_text=alt_text).field == "alt_text"


def test_six_photos_are_enough() -> None:
    solidarity_request = asking.opened()
    for _ in range(photos.MOST_PHOTOS):
        add(picture(), solidarity_request)
    with pytest.raises(Refused):
        add(picture(), solidarity_request)


@pytest.mark.parametrize("state", [RequestState.CLOSED, RequestState.TAKEN_DOWN])
def test_what_has_ended_takes_no_photo(state: str) -> None:
    ended = factories.make_request(state=state, outcome="won" if state == "closed" else "")
    refused(picture(), solidarity_request=ended)


@pytest.mark.parametrize(
    ("wanted", "level"),
    [("public", "network"), ("network", "named_organisations"), ("named_organisations", "behind_the_scenes")],
)
def test_a_photo_stands_one_circle_tighter_than_its_request(wanted: str, level: str) -> None:
    assert add(picture(), asking.published(wanted_visibility=wanted)).visibility == level


def test_a_photo_may_be_tighter_and_never_wider() -> None:
    solidarity_request = asking.opened()
    assert add(picture(), solidarity_request, visibility="behind_the_scenes").visibility == "behind_the_scenes"
    assert add(picture(), solidarity_request, visibility="public").visibility == "named_organisations"


def readers_of(photo: Photo) -> dict[str, bool]:
    """Who sees the photo."""
    asker, asked = photo.solidarity_request.organisation, photo.solidarity_request.addressees.get().organisation
    readers: dict[str, Any] = {
        "stranger": AnonymousUser(),
        "member": factories.make_member(factories.make_organisation()),
        "asked": asked.memberships.get().user,
        "safeguarding": factories.give_duty(factories.make_user(), NetworkRoleKind.SAFEGUARDING),
        "asker": factories.make_staff(asker),
    }
    return {who: Photo.objects.visible_to(reader).filter(pk=photo.pk).exists() for who, reader in readers.items()}


@pytest.mark.parametrize(
    ("level", "seen_by"),
    [
        ("network", {"member", "asked", "safeguarding", "asker"}),
        ("named_organisations", {"asked", "safeguarding", "asker"}),
        ("behind_the_scenes", {"safeguarding", "asker"}),
    ],
)
def test_each_circle_sees_its_own(level: str, seen_by: set[str]) -> None:
    photo = add(picture(), asking.opened(wanted_visibility="public"), visibility=level)
    assert {who for who, sees in readers_of(photo).items() if sees} == seen_by


def test_a_pause_hides_photos_from_all_but_the_asker() -> None:
    photo = add(picture(), asking.opened(wanted_visibility="public"))
    solidarity_requests.pause(by=None, at=NOW, solidarity_request=photo.solidarity_request)
    assert {who for who, sees in readers_of(photo).items() if sees} == {"asker"}


def test_nobody_sees_photos_of_what_is_taken_down() -> None:
    photo = add(picture())
    act: dict[str, Any] = {"by": factories.make_user(), "at": NOW, "reason": "danger"}
    solidarity_requests.take_down(**act, solidarity_request=photo.solidarity_request)
    assert not any(readers_of(photo).values())


def test_what_is_taken_down_shows_no_broken_picture(signed_in: Callable[[User], Client]) -> None:
    photo = add(picture())
    found = photo.solidarity_request
    client = signed_in(factories.make_staff(found.organisation))
    shown, remove = f'src="/en/photos/{photo.public_id}/"', f"/en/photos/{photo.public_id}/remove/"
    page = client.get(f"/en/requests/{found.public_id}/manage/").text
    assert (shown in page, remove in page) == (True, True)
    solidarity_requests.take_down(by=factories.make_user(), at=NOW, reason="danger", solidarity_request=found)
    page = client.get(f"/en/requests/{found.public_id}/manage/").text
    assert (shown in page, remove in page) == (False, True)


def test_a_reviewer_sees_the_photos_that_are_to_be_opened() -> None:
    photo = add(picture(), asking.published(wanted_visibility="public"))
    assert Photo.objects.visible_to(asking.reviewer()).get() == photo


def test_a_removed_photo_leaves_no_file() -> None:
    photo = add(picture())
    storage, name = photo.image.storage, str(photo.image.name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("solidarity.actions.photos.transaction.on_commit", lambda act: act())
        photos.remove(by=factories.make_user(), at=NOW, photo=photo)
    assert not storage.exists(name)
    assert AuditEvent.objects.filter(action="photo_removed").exists()


def test_the_file_is_handed_out_as_a_picture_and_kept_by_nobody(signed_in: Callable[[User], Client]) -> None:
    photo = add(picture(), asking.opened(wanted_visibility="public"))
    path = f"/en/photos/{photo.public_id}/"
    answer: Any = signed_in(factories.make_member(factories.make_organisation())).get(path)
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert Client().get(path).status_code == 404


def test_the_page_adds_and_removes_a_photo(signed_in: Callable[[User], Client]) -> None:
    solidarity_request = asking.opened()
    client = signed_in(factories.make_staff(solidarity_request.organisation))
    path = f"/en/requests/{solidarity_request.public_id}/photos/"
    upload = BytesIO(picture())
    upload.name = "gate.jpg"
    answer = client.post(path, {"image": upload, "alt_text": "A gate", "visibility": "named_organisations"})
    assert answer["Location"] == f"/en/requests/{solidarity_request.public_id}/manage/"
    photo = Photo.objects.get()
    assert photo.alt_text in client.get(answer["Location"]).content.decode()
    client.post(f"/en/photos/{photo.public_id}/remove/")
    assert not Photo.objects.exists()


def test_a_wrong_file_is_refused_beside_the_field(signed_in: Callable[[User], Client]) -> None:
    solidarity_request = asking.opened()
    client = signed_in(factories.make_staff(solidarity_request.organisation))
    upload = BytesIO(SCRIPT)
    upload.name = "gate.jpg"
    values = {"image": upload, "alt_text": "A gate", "visibility": "named_organisations"}
    answer = client.post(f"/en/requests/{solidarity_request.public_id}/photos/", values)
    assert set(answer.context["form"].errors) == {"image"}
    assert "A gate" in answer.content.decode()


def test_other_unions_cannot_add_or_remove(signed_in: Callable[[User], Client]) -> None:
    photo = add(picture(), asking.opened(wanted_visibility="public"))
    client = signed_in(factories.make_staff(factories.make_organisation()))
    assert client.get(f"/en/requests/{photo.solidarity_request.public_id}/photos/").status_code == 404
    assert client.post(f"/en/photos/{photo.public_id}/remove/").status_code == 404


def test_the_page_of_what_has_ended_asks_for_no_photo(signed_in: Callable[[User], Client]) -> None:
    ended = factories.make_request(state=RequestState.CLOSED, outcome="won")
    client = signed_in(factories.make_staff(ended.organisation))
    answer = client.get(f"/en/requests/{ended.public_id}/photos/")
    assert answer["Location"] == f"/en/requests/{ended.public_id}/manage/"
