"""Photos of a request: only their pixels are kept, in a folder that no web server hands out."""

from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from solidarity.choices import LIVE_STATES, ONE_TIGHTER, VISIBILITY_ORDER, RequestState, Visibility
from solidarity.models import Photo, SolidarityRequest
from solidarity.permissions import is_wider
from unions.audit import record
from unions.models import User
from unions.validators import Refused, check_fields

MOST_BYTES = 5_000_000
MOST_PIXELS = 12_000_000
MOST_PHOTOS = 6
LONGEST_SIDE = 1600
READ_FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 80
EDITABLE_STATES = (RequestState.DRAFT, *LIVE_STATES)


@transaction.atomic
def add(
    *,
    by: User,
    at: datetime,
    solidarity_request: SolidarityRequest,
    upload: BinaryIO,
    alt_text: str,
    visibility: str = "",
) -> Photo:
    """Keep the pixels of a picture, one circle tighter than its request unless said tighter. Raises Refused."""
    holder = _locked(solidarity_request)
    _refuse_unless(holder.photos.count() < MOST_PHOTOS, _("Six photos are enough: remove one first."), "image")
    _refuse_unless(bool(alt_text.strip()), _("Say what the picture shows, for those who cannot see it."), "alt_text")
    photo = Photo(
        solidarity_request=holder,
        alt_text=alt_text.strip(),
        visibility=_level(holder, visibility),
        added_by=by,
        added_at=at,
    )
    check_fields(photo, ["alt_text", "visibility"])
    photo.image.save(f"{photo.public_id}.jpg", ContentFile(_pixels(upload)), save=False)
    photo.save()
    record("photo_added", photo, by=by, at=at, to_state=photo.visibility)
    return photo


@transaction.atomic
def remove(*, by: User, at: datetime, photo: Photo) -> None:
    """Take a photo away, file and all."""
    take_back(SolidarityRequest.objects.select_for_update(no_key=True).get(pk=photo.solidarity_request_id))
    record("photo_removed", photo, by=by, at=at, from_state=photo.visibility)
    storage, name = photo.image.storage, str(photo.image.name)
    photo.delete()
    transaction.on_commit(lambda: storage.delete(name))


def widest_level(solidarity_request: SolidarityRequest) -> str:
    """Return the widest level of a photo: one circle inside what the request has or waits for."""
    own = max(solidarity_request.visibility, solidarity_request.wanted_visibility, key=VISIBILITY_ORDER.index)
    return ONE_TIGHTER[Visibility(own)]


def _locked(solidarity_request: SolidarityRequest) -> SolidarityRequest:
    found = SolidarityRequest.objects.select_for_update(no_key=True).get(pk=solidarity_request.pk)
    _refuse_unless(found.state in EDITABLE_STATES, _("This request has ended."), "")
    take_back(found)
    return found


def _level(solidarity_request: SolidarityRequest, wanted: str) -> str:
    widest = widest_level(solidarity_request)
    is_allowed = bool(wanted) and wanted in VISIBILITY_ORDER and not is_wider(wanted, widest)
    return wanted if is_allowed else widest


def _pixels(upload: BinaryIO) -> bytes:
    """Return the picture drawn anew as JPEG: what it carried beside its pixels is gone. Raises Refused."""
    content = upload.read(MOST_BYTES + 1)
    _refuse_unless(len(content) <= MOST_BYTES, _("The file is larger than 5 MB: choose a smaller one."), "image")
    picture = _opened(content)
    _refuse_unless(
        picture.width * picture.height <= MOST_PIXELS, _("The picture has more than 12 megapixels."), "image"
    )
    drawn = BytesIO()
    _drawn_anew(picture).save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return drawn.getvalue()


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(content), formats=READ_FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise _not_a_picture() from error


def _drawn_anew(picture: Image.Image) -> Image.Image:
    try:
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise _not_a_picture() from error
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    paper.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return paper


def _not_a_picture() -> Refused:
    return Refused(_("This is not a picture that we can read: choose a JPEG, PNG or WebP file."), field="image")


def _refuse_unless(condition: bool, words: object, field: str) -> None:
    if not condition:
        raise Refused(words, field=field)
