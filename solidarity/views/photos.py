"""Photos: added, taken away, and handed out to those inside their circle alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from solidarity.actions import photos
from solidarity.forms.photos import PhotoForm
from solidarity.models import Photo, SolidarityRequest
from unions.forms.refusals import accepted


@require_safe
def photo_file(request: HttpRequest, public_id: str) -> FileResponse:
    """Hand out the picture; nothing on the way may keep it, and no browser may take it for anything else."""
    return handed_out(get_object_or_404(Photo.objects.visible_to(request.user), public_id=public_id))


def handed_out(photo: Photo) -> FileResponse:
    """Return the picture for somebody who may see it."""
    response = FileResponse(photo.image.open("rb"), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{photo.public_id}.jpg"'
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photo_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a photo to a request of one's own union that has not ended."""
    found = get_object_or_404(SolidarityRequest.objects.editable_by(request.user), public_id=public_id)
    if request.method != "POST" and found.state not in photos.EDITABLE_STATES:
        return redirect("solidarity:request-manage", found.public_id)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PhotoForm(*sent, widest=photos.widest_level(found))
    if request.method == "POST" and form.is_valid() and accepted(form, lambda: _add(request, found, form)):
        messages.success(request, _("The photo is added, without anything but its picture."))
        return redirect("solidarity:request-manage", found.public_id)
    back = reverse("solidarity:request-manage", args=[found.public_id])
    crumbs = [{"text": _("Manage"), "url": back}, {"text": _("Add a photo")}]
    return render(request, "solidarity/photo_add.html", {"form": form, "back_url": back, "crumbs": crumbs})


@login_required
@require_POST
def photo_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a photo away for good."""
    photo = get_object_or_404(Photo.objects.editable_by(request.user), public_id=public_id)
    holder = photo.solidarity_request.public_id
    photos.remove(by=request.user, at=timezone.now(), photo=photo)
    messages.success(request, _("The photo is gone."))
    return redirect("solidarity:request-manage", holder)


def _add(request: HttpRequest, found: SolidarityRequest, form: PhotoForm) -> Photo:
    return photos.add(
        by=request.user,
        at=timezone.now(),
        solidarity_request=found,
        upload=form.cleaned_data["image"],
        alt_text=form.cleaned_data["alt_text"],
        visibility=form.cleaned_data["visibility"],
    )
