"""What members write in this room, and how the network hides it when a reader reports it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from solidarity.choices import Visibility
from solidarity.models import Addressee, ClosingReport, Need, Photo, Pledge, SolidarityRequest
from unions.choices import UpdateAudience
from unions.member_texts import MemberTexts, register
from unions.models import Update
from unions.permissions import is_network_member


def request_page(solidarity_request: SolidarityRequest) -> str:
    """Return where a request stands."""
    return reverse("solidarity:request-detail", args=[solidarity_request.public_id])


def take_down_page(solidarity_request: SolidarityRequest) -> str:
    """Return where those who may take a request down do it."""
    return reverse("solidarity:request-take-down", args=[solidarity_request.public_id])


def updates_for(reader: Any) -> "QuerySet[Update]":
    """Return the news about requests that their authors meant for this reader."""
    own = SolidarityRequest.objects.editable_by(reader).values("pk")
    pledged = Pledge.objects.visible_to(reader).kept().values("need__solidarity_request")
    meant = Q(audience=UpdateAudience.PUBLIC) | Q(object_id__in=own)
    meant |= Q(audience=UpdateAudience.PLEDGERS, object_id__in=pledged)
    if is_network_member(reader):
        meant |= Q(audience=UpdateAudience.NETWORK)
    visible = SolidarityRequest.objects.visible_to(reader).values("pk")
    return Update.objects.about(SolidarityRequest).filter(meant, object_id__in=visible)


def hide_photo(photo: Photo, field: str) -> str:
    """Show a picture to the union that asks alone; return what it says, and to whom it was shown."""
    kept = f"{photo.alt_text}\n{photo.visibility}"
    Photo.objects.filter(pk=photo.pk).update(visibility=Visibility.BEHIND_THE_SCENES)
    return kept


def restore_photo(photo: Photo, field: str, kept: str) -> bool:
    """Show a picture again to those who saw it."""
    visibility = kept.rpartition("\n")[2]
    return bool(Photo.objects.filter(pk=photo.pk).update(visibility=visibility))


KINDS = [
    MemberTexts(
        name="request",
        label=_("A request"),
        fields={
            "title": _("Title"),
            "what_happens": _("What is happening"),
            "own_action": _("What they are doing themselves"),
            "demands": _("What they demand"),
            "background": _("Background"),
            "further_do_not": _("Something else that nobody should do"),
            "symbolic_reason": _("Why only symbolic help"),
        },
        visible_to=SolidarityRequest.objects.visible_to,
        page=request_page,
        organisation=lambda subject: subject.organisation,
        take_down_page=take_down_page,
    ),
    MemberTexts(
        name="need",
        label=_("A need of a request"),
        fields={"title": _("The need in their words")},
        visible_to=lambda reader: Need.objects.visible_to(reader).select_related("solidarity_request__organisation"),
        page=lambda subject: request_page(subject.solidarity_request),
        organisation=lambda subject: subject.solidarity_request.organisation,
        take_down_page=lambda subject: take_down_page(subject.solidarity_request),
    ),
    MemberTexts(
        name="update",
        label=_("News of a request"),
        fields={"text": _("What is new")},
        visible_to=updates_for,
        page=lambda subject: request_page(subject.subject),
        organisation=lambda subject: subject.subject.organisation,
        take_down_page=lambda subject: take_down_page(subject.subject),
    ),
    MemberTexts(
        name="closing-report",
        label=_("The report at the end of a request"),
        fields={"thanks": _("A word of thanks")},
        visible_to=lambda reader: ClosingReport.objects.filter(
            solidarity_request__in=SolidarityRequest.objects.visible_to(reader)
        ).select_related("solidarity_request__organisation"),
        found_by="solidarity_request__public_id",
        page=lambda subject: request_page(subject.solidarity_request),
        organisation=lambda subject: subject.solidarity_request.organisation,
        take_down_page=lambda subject: take_down_page(subject.solidarity_request),
    ),
    MemberTexts(
        name="answer",
        label=_("The answer of a union"),
        fields={"text": _("A word about it")},
        visible_to=lambda reader: Addressee.objects.visible_to(reader).select_related("organisation"),
        page=lambda subject: request_page(subject.solidarity_request),
        organisation=lambda subject: subject.organisation,
    ),
    MemberTexts(
        name="pledge",
        label=_("A pledge"),
        fields={"message": _("A word to the workers")},
        visible_to=lambda reader: Pledge.objects.visible_to(reader) | Pledge.objects.received_by(reader),
        organisation=lambda subject: subject.organisation,
        author=lambda subject: subject.user,
    ),
    MemberTexts(
        name="photo",
        label=_("A photo"),
        fields={"alt_text": _("The picture, and what it shows")},
        visible_to=lambda reader: Photo.objects.visible_to(reader).select_related("solidarity_request__organisation"),
        page=lambda subject: request_page(subject.solidarity_request),
        organisation=lambda subject: subject.solidarity_request.organisation,
        language=lambda subject: subject.solidarity_request.language,
        take_down_page=lambda subject: take_down_page(subject.solidarity_request),
        hide=hide_photo,
        restore=restore_photo,
    ),
]

for kind in KINDS:
    register(kind)
