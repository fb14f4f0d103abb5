"""After a visit: what people take home, what the unions say, what they promised, what came of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchanges.actions import reports, visits
from exchanges.choices import Result
from exchanges.forms.reports import CheckForm, CommitmentForm, ParticipantReportForm, UnionReportForm, WaiverForm
from exchanges.models import Commitment, Participant, Visit
from exchanges.permissions import sides_of
from exchanges.queries import crew_of, participants_reports, reports_missing
from exchanges.views.agenda import days_of
from exchanges.views.pages import called, crumbs_of_visit, form_page, own_visit, typed, visit_facts, visit_of, visit_url
from unions.forms.refusals import accepted
from unions.queries import reading_order, texts_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def participant_report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write what one takes home, or go on with it."""
    own = Participant.objects.visible_to(request.user).select_related("visit__host", "visit__guest", "report")
    seat = get_object_or_404(own, public_id=public_id)
    form = ParticipantReportForm(typed(request), report=getattr(seat, "report", None), reader=request.user)
    what = {"participant": seat, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: reports.tell(**what, **form.answers)):
        messages.success(request, _("Thank you. You can come back to it, for example once you have told your local."))
        return redirect(visit_url(seat.visit))
    heading = _("What I take home")
    return form_page(request, form, heading=heading, submit=_("Keep my report"), back_url=visit_url(seat.visit),
                     crumbs=crumbs_of_visit(seat.visit, heading), lead=called(seat.visit))  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write what one's union says came of it."""
    visit = own_visit(request, public_id)
    sides = sides_of(request.user, visit)
    form = UnionReportForm(typed(request), reader=request.user, unions=sides)
    form.initial.update(_written(visit, sides))
    what = {"visit": visit, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: reports.report(**what, organisation=form.union, **form.answers)):
        messages.success(request, _("Thank you. Your union has reported."))
        return redirect("exchanges:visit-outcome", public_id)
    heading = _("Our union’s report")
    return form_page(request, form, heading=heading, submit=_("Keep the report"), back_url=visit_url(visit),
                     crumbs=crumbs_of_visit(visit, heading), lead=called(visit))  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Promise something for one's union."""
    visit = own_visit(request, public_id)
    form = CommitmentForm(typed(request), reader=request.user, unions=sides_of(request.user, visit))
    what = {"visit": visit, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: reports.commit(**what, organisation=form.union, **form.answers)):
        messages.success(request, _("It is written down. Your union is asked on the day whether it kept it."))
        return redirect("exchanges:visit-outcome", public_id)
    heading = _("What we promise")
    return form_page(request, form, heading=heading, submit=_("Write it down"), back_url=visit_url(visit),
                     crumbs=crumbs_of_visit(visit, heading), lead=called(visit))  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say whether one's union kept its word."""
    own = Commitment.objects.editable_by(request.user).select_related("visit__host", "visit__guest")
    commitment = get_object_or_404(own, public_id=public_id)
    form = CheckForm(typed(request))
    what = {"commitment": commitment, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: reports.check(**what, **form.cleaned_data)):
        messages.success(request, _("Thank you for the answer."))
        return redirect("exchanges:visit-outcome", commitment.visit.public_id)
    heading = _("Did we keep it?")
    return form_page(
        request, form, heading=heading, submit=_("Answer"), back_url=visit_url(commitment.visit),
        crumbs=crumbs_of_visit(commitment.visit, heading), lead=commitment.text, lead_language=commitment.language,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_waive(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close a visit although a participant's report is missing."""
    visit = own_visit(request, public_id)
    form = WaiverForm(typed(request))
    what = {"visit": visit, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: visits.waive(**what, **form.cleaned_data)):
        messages.success(request, _("The visit is reported. Everybody who may see it reads what came of it."))
        return redirect("exchanges:visit-outcome", public_id)
    heading = _("Close without all reports")
    return form_page(request, form, heading=heading, submit=heading, back_url=visit_url(visit),
                     crumbs=crumbs_of_visit(visit, heading), lead=called(visit))  # fmt: skip


@require_safe
def visit_outcome(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what came of a visit: to the two unions at once, to who may see the exchange once it is reported."""
    reported = Visit.objects.listed_to(request.user).for_page().filter(public_id=public_id).first()
    visit = reported or visit_of(request, public_id)
    is_party = (
        bool(request.user.is_authenticated) and Visit.objects.visible_to(request.user).filter(pk=visit.pk).exists()
    )
    sides = sides_of(request.user, visit) if is_party else []
    languages = reading_order(request.user)
    context = {
        "visit": visit,
        "heading": called(visit),
        "facts": visit_facts(visit, shows_place=False),
        "crew": crew_of(visit),
        "missing": reports_missing(visit),
        "is_party": is_party,
        "sides": sides,
        "days": days_of(visit, languages, only_public=True),
        "crumbs": crumbs_of_visit(visit, _("What came of it")) if is_party else _short(visit),
        **_words(visit, languages, {union.pk for union in sides}),
    }
    return render(request, "exchanges/visit_outcome.html", context)


def _short(visit: Visit) -> list[dict[str, str]]:
    return [{key: value for key, value in crumb.items() if key == "text" or "/visits/" not in value}
            for crumb in crumbs_of_visit(visit)]  # fmt: skip


def _words(visit: Visit, languages: list[str], own: set[int]) -> dict[str, Any]:
    """Return what unions and people wrote, each text in the reader's language; six queries."""
    by_unions = list(visit.reports.for_page())
    by_people = list(participants_reports(visit).shown())
    promised = list(visit.commitments.for_page())
    unions = texts_in(by_unions, ["text"], languages) if by_unions else {}
    people = texts_in(by_people, ["learned", "take_home"], languages) if by_people else {}
    promises = texts_in(promised, ["text"], languages) if promised else {}
    return {
        "by_unions": [
            {"report": each, "text": unions[each.pk]["text"], "results": [Result(code).label for code in each.results]}
            for each in by_unions
        ],
        "by_people": [{"report": each, **people[each.pk]} for each in by_people],
        "commitments": [
            {"commitment": each, "text": promises[each.pk]["text"], "is_own": each.organisation_id in own}
            for each in promised
        ],
        "totals": participants_reports(visit).totals(),
    }


def _written(visit: Visit, sides: list[Any]) -> dict[str, Any]:
    """Return what the only union that one speaks for has written already."""
    if len(sides) != 1:
        return {}
    found = visit.reports.filter(organisation=sides[0]).first()
    return {"text": found.text, "language": found.language, "results": found.results} if found else {}
