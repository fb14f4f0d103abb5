"""Who takes part: the seats that a union gives, and the one that a person sits on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from exchanges.actions import participants
from exchanges.actions.participants import OPEN_STATES
from exchanges.forms.participants import OwnSeatForm, SeatForm
from exchanges.models import Participant, Visit
from exchanges.permissions import sides_of
from exchanges.queries import crew_of
from exchanges.views.pages import called, crumbs_of_visit, form_page, own_visit, typed, visit_url
from unions.forms.refusals import accepted
from unions.validators import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def participant_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who takes part; staff give seats of their own union."""
    visit = own_visit(request, public_id)
    sides = sides_of(request.user, visit)
    form = SeatForm(typed(request), unions=sides)
    if form.is_valid() and accepted(form, lambda: _add(request, visit, form)):
        messages.success(request, _("The seat is kept."))
        return redirect("exchanges:participant-list", public_id)
    own = {union.pk for union in sides}
    context = {
        "visit": visit,
        "heading": called(visit),
        "form": form,
        "crew": crew_of(visit),
        "takes_people": visit.state in OPEN_STATES,
        "seats": [
            {"seat": seat, "is_own": seat.organisation_id in own, "handle": _handle(seat, own),
             "contact": _contact(seat, own, visit)}
            for seat in visit.participants.for_visit_page()
        ],
        "crumbs": crumbs_of_visit(visit, _("Who takes part")),
    }  # fmt: skip
    return render(request, "exchanges/participant_list.html", context)


@login_required
@require_POST
def participant_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a link to a free seat; it is shown on the answer to this very request and never again."""
    seat = _given(request, public_id)
    try:
        made = participants.make_link(participant=seat, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("exchanges:participant-list", seat.visit.public_id)
    with override(get_language()):
        url = request.build_absolute_uri(reverse("exchanges:seat-claim", args=[made.token]))
    context = {"url": url, "visit": seat.visit, "seat": made.participant}
    return render(request, "exchanges/participant_link.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def participant_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a seat away, or leave one's own, once asked whether that is meant."""
    own = Participant.objects.visible_to(request.user) | Participant.objects.editable_by(request.user)
    seat = get_object_or_404(own.select_related("visit__host", "visit__guest", "organisation"), public_id=public_id)
    is_own = seat.user_id == request.user.pk
    if request.method != "POST":
        context = {"seat": seat, "is_own": is_own, "back_url": visit_url(seat.visit)}
        return render(request, "exchanges/participant_remove.html", context)
    try:
        participants.remove(participant=seat, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect(visit_url(seat.visit))
    messages.success(request, _("You have left the visit.") if is_own else _("The seat is gone."))
    staffed = bool(sides_of(request.user, seat.visit))
    return redirect(visit_url(seat.visit) if staffed else "exchanges:exchange-list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seat_settle(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say of oneself what others may see, and whom to call."""
    own = Participant.objects.visible_to(request.user).select_related("visit__host", "visit__guest")
    seat = get_object_or_404(own, public_id=public_id)
    form = OwnSeatForm(typed(request), seat=seat)
    what = {"participant": seat, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: participants.settle_in(**what, **form.cleaned_data)):
        messages.success(request, _("Everything is kept."))
        return redirect(visit_url(seat.visit))
    heading = _("Your seat")
    return form_page(request, form, heading=heading, submit=_("Keep it"), back_url=visit_url(seat.visit),
                     crumbs=crumbs_of_visit(seat.visit, heading), lead=called(seat.visit))  # fmt: skip


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seat_claim(request: HttpRequest, token: str) -> HttpResponse:
    """Show which seat a link opens; a post sits down."""
    valid = Participant.objects.valid(timezone.now()).filter(token_hash=participants.hashed(token))
    seat = valid.select_related("visit__host", "visit__guest", "organisation").first()
    if seat is None:
        raise Http404
    if request.method == "POST":
        try:
            taken = participants.claim(token=token, by=request.user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal.message))
            return redirect("exchanges:exchange-list")
        return redirect("exchanges:seat-settle", taken.public_id)
    context = {"seat": seat, "visit": seat.visit, "heading": called(seat.visit)}
    return render(request, "exchanges/seat_claim.html", context)


def _add(request: HttpRequest, visit: Visit, form: SeatForm) -> Participant:
    said = form.answers
    what = {"visit": visit, "organisation": form.union, "by": request.user, "at": timezone.now()}
    if said["handle"]:
        return participants.add_member(**what, role=said["role"], handle=said["handle"])
    return participants.add(**what, role=said["role"], count=said["count"])


def _given(request: HttpRequest, public_id: str) -> Participant:
    own = Participant.objects.editable_by(request.user).select_related("visit__host", "visit__guest", "organisation")
    return get_object_or_404(own, public_id=public_id)


def _handle(seat: Participant, own: set[int]) -> str:
    """Return the handle for who gave the seat; for others only where the person wants it."""
    return seat.user.handle if seat.user and (seat.shows_handle or seat.organisation_id in own) else ""


def _contact(seat: Participant, own: set[int], visit: Visit) -> str:
    """Return whom to call, for staff of the person's union and of the host."""
    return seat.emergency_contact if seat.organisation_id in own or visit.host_id in own else ""
