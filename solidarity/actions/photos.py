"""Photos of a request: only their pixels are kept, in a folder that no web server hands out."""

from datetime import datetime
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from solidarity.actions.drafts import take_back
from solidarity.choices import LIVE_STATES, ONE_TIGHTER, VISIBILITY_ORDER, RequestState, Visibility
from solidarity.models import Photo, SolidarityRequest
from solidarity.permissions import is_wider
from unions.actions.pictures import MOST_BYTES, drawn_anew
from unions.audit import record
from unions.models import User
from unions.validators import Refused, check_fields

MOST_PHOTOS = 6
LONGEST_SIDE = 1600
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
    pixels = drawn_anew(upload.read(MOST_BYTES + 1), field="image", longest_side=LONGEST_SIDE)
    photo.image.save(f"{photo.public_id}.jpg", ContentFile(pixels), save=False)
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


def _refuse_unless(condition: bool, words: object, field: str) -> None:
    if not condition:
        raise Refused(words, field=field)
