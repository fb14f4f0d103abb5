"""A visit: how it stands, its days, its changes, its letter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.actions import visits
from exchanges.choices import BEFORE_STATES, COMING_STATES, REPORTING_STATES, TO_CONFIRM_STATES
from exchanges.forms.visits import PlanForm, PostponeForm, ReasonForm
from exchanges.models import Participant, Visit
from exchanges.permissions import sides_of
from exchanges.queries import crew_of
from exchanges.views.agenda import days_of
from exchanges.views.letters import letters_of
from exchanges.views.pages import called, crumbs_of_visit, form_page, own_visit, typed, visit_facts, visit_of, visit_url
from unions.forms.refusals import accepted
from unions.queries import reading_order
from unions.validators import Refused


@login_required
@require_safe
def visit_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a visit to the two unions and those who take part: what comes next, the agenda, who comes."""
    visit = visit_of(request, public_id)
    sides = sides_of(request.user, visit)
    own_seat = Participant.objects.visible_to(request.user).filter(visit=visit).select_related("report").first()
    seats = visit.participants.for_visit_page()
    context = {
        "visit": visit,
        "heading": called(visit),
        "facts": visit_facts(visit),
        "days": days_of(visit, reading_order(request.user)),
        "seats": [
            {"seat": seat, "handle": seat.user.handle if seat.user and seat.shows_handle else ""} for seat in seats
        ],
        "crew": crew_of(visit),
        "is_staff_of_it": bool(sides),
        "to_confirm": [union for union in sides if _waits_for(visit, union.pk)],
        "access_needs": visit.exchange.access_needs if sides else "",
        "own_seat": own_seat,
        "may_change": bool(sides) and visit.state in COMING_STATES,
        "may_postpone": bool(sides) and visit.state in BEFORE_STATES,
        "may_report": visit.state in REPORTING_STATES,
        "crumbs": crumbs_of_visit(visit),
    }
    return render(request, "exchanges/visit_detail.html", context)


@login_required
@require_POST
def visit_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say for one's union that the visit takes place."""
    visit = own_visit(request, public_id)
    sides = {union.public_id: union for union in sides_of(request.user, visit)}
    union = sides.get(request.POST.get("organisation", ""), next(iter(sides.values())))
    try:
        visits.confirm(visit=visit, organisation=union, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Your union has confirmed the visit."))
    return redirect(visit_url(visit))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_plan(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say where it is, who interprets, what keeps people safe."""
    visit = own_visit(request, public_id)
    if request.method != "POST" and visit.state not in COMING_STATES:
        return _too_late(request, visit)
    form = PlanForm(typed(request), visit=visit)
    what = {"visit": visit, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: visits.plan(**what, **form.cleaned_data)):
        messages.success(request, _("Everything is kept."))
        return redirect(visit_url(visit))
    heading = _("Place, interpreters, safety")
    return form_page(request, form, heading=heading, submit=_("Keep it"), back_url=visit_url(visit),
                     crumbs=crumbs_of_visit(visit, heading), lead=called(visit))  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_postpone(request: HttpRequest, public_id: str) -> HttpResponse:
    """Set new days."""
    visit = own_visit(request, public_id)
    if request.method != "POST" and visit.state not in BEFORE_STATES:
        return _too_late(request, visit)
    form = PostponeForm(typed(request))
    what = {"visit": visit, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: visits.postpone(**what, **form.cleaned_data)):
        messages.success(request, _("The new days are kept. Both unions confirm them, and all are told."))
        return redirect(visit_url(visit))
    heading = _("Postpone the visit")
    return form_page(request, form, heading=heading, submit=_("Set the new days"), back_url=visit_url(visit),
                     crumbs=crumbs_of_visit(visit, heading), lead=called(visit))  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Call a visit off, with a reason."""
    visit = own_visit(request, public_id)
    if request.method != "POST" and visit.state not in COMING_STATES:
        return _too_late(request, visit)
    form = ReasonForm(typed(request))
    what = {"visit": visit, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: visits.cancel(**what, **form.cleaned_data)):
        messages.success(request, _("The visit is cancelled. All who take part are told."))
        return redirect(visit_url(visit))
    heading = _("Cancel the visit")
    return form_page(request, form, heading=heading, submit=heading, back_url=visit_url(visit),
                     crumbs=crumbs_of_visit(visit, heading), lead=called(visit))  # fmt: skip


@login_required
@require_safe
def visit_letter(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the invitation as a letter, in the languages of both unions, ready to be printed."""
    visit = own_visit(request, public_id)
    context = {"visit": visit, "letters": letters_of(visit), "crumbs": crumbs_of_visit(visit, _("Invitation"))}
    return render(request, "exchanges/visit_letter.html", context)


def _too_late(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show no form whose answer would be refused; say so on the page of the visit."""
    messages.info(request, _("This visit can no longer be changed."))
    return redirect(visit_url(visit))


def _handle(seat: Participant) -> str:
    return seat.user.handle if seat.user and seat.shows_handle else ""


def _waits_for(visit: Visit, union: int) -> bool:
    said = visit.guest_confirmed_at if union == visit.guest_id else visit.host_confirmed_at
    return visit.state in TO_CONFIRM_STATES and said is None
