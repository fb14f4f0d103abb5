"""The people of an organisation, for its admins; and the way out, for its people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from unions.actions import memberships
from unions.forms.invitations import InvitationForm
from unions.models import Invitation, Membership, Organisation
from unions.permissions import may_administer
from unions.validators import Refused


@login_required
def organisation_people(request: HttpRequest, slug: str) -> HttpResponse:
    """List who belongs to the organisation and which invitations are open."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not may_administer(request.user, organisation):
        raise PermissionDenied
    return people_page(request, organisation, InvitationForm(organisation=organisation))


def people_page(request: HttpRequest, organisation: Organisation, form: InvitationForm) -> HttpResponse:
    """Draw the page around a form."""
    people = Membership.objects.editable_by(request.user).filter(organisation=organisation)
    made = Invitation.objects.editable_by(request.user).filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "people": people.for_people_page(),
        "invitations": made.valid(timezone.now()).select_related("made_by", "for_user").order_by("-made_at"),
        "form": form,
    }
    return render(request, "unions/membership_list.html", context)


@login_required
def membership_remove(request: HttpRequest, slug: str, public_id: str, role: str) -> HttpResponse:
    """End somebody's role, after a question."""
    within = Membership.objects.editable_by(request.user).verified().filter(organisation__slug=slug)
    membership = get_object_or_404(within.select_related("user", "organisation"), user__public_id=public_id, role=role)
    people = reverse("unions:organisation-people", args=[slug])
    if request.method != "POST":
        return render(request, "unions/membership_remove.html", {"membership": membership, "back_url": people})
    try:
        memberships.remove(membership=membership, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect(people)


@login_required
@require_POST
def membership_renew(request: HttpRequest, slug: str, public_id: str, role: str) -> HttpResponse:
    """Say that somebody still belongs: the role is good for another year."""
    within = Membership.objects.editable_by(request.user).verified().filter(organisation__slug=slug)
    membership = get_object_or_404(within, user__public_id=public_id, role=role)
    try:
        memberships.renew(membership=membership, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("unions:organisation-people", slug)


@login_required
def membership_leave(request: HttpRequest, slug: str, role: str) -> HttpResponse:
    """End one's own role, after a question."""
    own = Membership.objects.visible_to(request.user).verified().select_related("organisation")
    membership = get_object_or_404(own, organisation__slug=slug, role=role)
    account = reverse("unions:account")
    if request.method != "POST":
        return render(request, "unions/membership_leave.html", {"membership": membership, "back_url": account})
    try:
        memberships.leave(membership=membership, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect(account)
