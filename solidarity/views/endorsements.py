"""A union stands behind a request, or no longer does."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from solidarity import permissions
from solidarity.actions import endorsements
from solidarity.models import SolidarityRequest
from unions.models import Organisation
from unions.queries import reading_order, text_in
from unions.validators import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_endorse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for which union, then put its name there or take it away."""
    found = get_object_or_404(SolidarityRequest.objects.visible_to(request.user), public_id=public_id)
    if not permissions.may_endorse(request.user, found):
        raise PermissionDenied(_("Staff of another member union endorse a request that is open."))
    own = Organisation.objects.staffed_by(request.user).exclude(pk=found.organisation_id).order_by("name")
    if request.method == "POST":
        union = get_object_or_404(own, public_id=request.POST.get("organisation", ""))
        messages.success(request, _toggle(request, found, union))
        return redirect("solidarity:request-detail", found.public_id)
    standing = set(found.endorsements.values_list("organisation", flat=True))
    context = {
        "solidarity_request": found,
        "title": text_in(found, "title", reading_order(request.user)),
        "rows": [{"union": union, "stands": union.pk in standing} for union in own],
    }
    return render(request, "solidarity/endorsement_form.html", context)


def _toggle(request: HttpRequest, found: SolidarityRequest, union: Organisation) -> str:
    what = {"solidarity_request": found, "organisation": union, "by": request.user, "at": timezone.now()}
    if "take_back" in request.POST:
        endorsements.take_back(**what)
        return _("The name of your union is gone from this request.")
    try:
        endorsements.endorse(**what)
    except Refused as refusal:
        return str(refusal.message)
    return _("Your union stands behind this request now.")
