"""News about a request, by the union that asked."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from solidarity.choices import LIVE_STATES, RequestState
from solidarity.models import SolidarityRequest
from unions.announcements import announce
from unions.audit import record
from unions.choices import UpdateAudience, UpdateKind
from unions.models import Update, User
from unions.validators import Refused, check_fields

TELLING_STATES = (*LIVE_STATES, RequestState.CLOSED)


class NothingToTell(Refused):
    """No text, or a request that nobody reads."""


@transaction.atomic
def post(
    *,
    solidarity_request: SolidarityRequest,
    text: str,
    language: str,
    by: User,
    at: datetime,
    kind: str = UpdateKind.NEWS,
    audience: str = UpdateAudience.PLEDGERS,
) -> Update:
    """Tell those who pledged what is new, in the language of the author; also after closing. Raises NothingToTell."""
    if solidarity_request.state not in TELLING_STATES:
        raise NothingToTell(_("Nobody can read this request."))
    if not text.strip():
        raise NothingToTell(_("Write what is new."), field="text")
    update = Update(
        content_type=ContentType.objects.get_for_model(solidarity_request),
        object_id=solidarity_request.pk,
        kind=kind,
        text=text.strip(),
        language=language,
        audience=audience,
        posted_by=by,
        posted_at=at,
    )
    check_fields(update, ["kind", "text", "language", "audience"])
    update.save()
    record("update_posted", update, by=by, at=at, to_state=audience, reason=kind)
    announce("update_posted", update, by=by, at=at)
    return update
