"""Reports on texts: made by readers, decided by others than the author's, seen by the author's union."""

from typing import Any

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from unions.actions import text_reports
from unions.choices import NetworkRoleKind, ReportReason, ReportState
from unions.forms.refusals import accepted
from unions.forms.text_reports import DecisionForm, PleaForm, SecondLookForm, TextReportForm
from unions.member_texts import MemberTexts, member_texts
from unions.models import TextReport
from unions.panels import Panel, panel
from unions.permissions import has_duty
from unions.querysets.text_report import GUARDING
from unions.views.desk import desk_crumbs

MOST_ON_A_PANEL = 5
DECIDERS = (NetworkRoleKind.REVIEWER, NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.NETWORK_ADMIN)


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="report_text")
def text_report_create(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Ask what is wrong with a text that the reader sees."""
    known = member_texts(kind)
    subject = known.found(request.user, public_id) if known else None
    if known is None or subject is None:
        raise Http404
    form = TextReportForm(
        request.POST or None, known=known, subject=subject, initial={"text": request.GET.get("text", "")}
    )
    if form.is_valid() and accepted(form, lambda: _report(request, known, subject, form)):
        return redirect("unions:text-report-sent")
    return render(request, "unions/text_report_form.html", {"form": form, "known": known, "page": known.page(subject)})


def _report(request: HttpRequest, known: MemberTexts, subject: Any, form: TextReportForm) -> None:
    by = request.user if request.user.is_authenticated else None
    text_reports.make(kind=known.name, subject=subject, by=by, at=timezone.now(), **form.cleaned_data)


@require_safe
def text_report_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens now; the same for every report."""
    return render(request, "unions/text_report_sent.html")


@login_required
@require_safe
def text_report_list(request: HttpRequest) -> HttpResponse:
    """Show the reports on which this person can decide, the gravest first."""
    if not has_duty(request.user, *DECIDERS):
        raise PermissionDenied(_("Those who serve the network look at reports here."))
    waiting = TextReport.objects.decidable_by(request.user).waiting().gravest_first().select_related("organisation")
    here = desk_crumbs({"text": _("Reported texts")})
    return render(request, "unions/text_report_list.html", {"reports": waiting, "crumbs": here})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text_report_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the text in its place and the decision to take: a first one, or a second look."""
    decidable = TextReport.objects.decidable_by(request.user).select_related("organisation")
    report = get_object_or_404(decidable, public_id=public_id)
    known, subject = member_texts(report.kind), report.subject
    if known is None or not _may_still_read(request.user, report, known, subject):
        raise Http404
    form = _form_for(request, report, known, subject)
    if form is not None and form.is_valid() and accepted(form, lambda: _decide(request, report, form)):
        messages.success(
            request, _("Your decision stands. The union whose text it is has been told if it concerns it.")
        )
        return redirect("unions:text-report-list")
    context = {
        "report": report,
        "crumbs": desk_crumbs(
            {"text": _("Reported texts"), "url": reverse("unions:text-report-list")},
            {"text": report.get_reason_display()},
        ),
        "known": known,
        "form": form,
        "texts": known.texts_of(subject) if subject is not None else [],
        "page": _page(request, known, subject),
        "take_down_page": known.take_down_page(subject) if subject is not None else "",
    }
    return render(request, "unions/text_report_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text_report_own(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show to the author's union what was hidden and why; a post asks once that others look again."""
    report = get_object_or_404(TextReport.objects.received_by(request.user), public_id=public_id)
    known, subject = member_texts(report.kind), report.subject
    form = PleaForm(request.POST or None) if _may_ask_again(report) else None
    if form is not None and form.is_valid() and accepted(form, lambda: _ask_again(request, report, form)):
        messages.success(request, _("Others will look at it."))
        return redirect("unions:text-report-own", public_id)
    context = {
        "report": report,
        "form": form,
        "kind": known.label if known else "",
        "label": known.fields.get(report.field, known.label) if known else "",
        "page": _page(request, known, subject),
    }
    return render(request, "unions/text_report_own.html", context)


@panel("desk")
def reports_to_decide(reader: Any, shown: Any) -> Panel | None:
    """Return the reports that wait for this reader, the gravest first."""
    if not has_duty(reader, *DECIDERS):
        return None
    waiting = TextReport.objects.decidable_by(reader).waiting().gravest_first().select_related("organisation")
    return Panel(
        "unions/desk_section.html",
        {
            "key": "reports",
            "title": _("Reported texts"),
            "count": waiting.count,
            "rows": lambda: [_row(each) for each in waiting[:MOST_ON_A_PANEL]],
            "empty": _("No text is reported."),
            "all_url": reverse("unions:text-report-list"),
        },
    )


def _row(report: TextReport) -> dict[str, Any]:
    """Return a report as the desk shows it: why it was made, of which kind of text of whom, since when."""
    known = member_texts(report.kind)
    about = [str(known.label) if known else "", report.organisation.short_name if report.organisation else ""]
    is_second = report.state == ReportState.ASKED_AGAIN
    return {
        "text": report.get_reason_display(),
        "about": " · ".join(word for word in about if word),
        "since": report.reported_at,
        "url": reverse("unions:text-report-detail", args=[report.public_id]),
        "is_life_or_liberty": report.reason == ReportReason.DANGER,
        "note": _("Its union asks for a second look.") if is_second else "",
    }


def _may_still_read(reader: Any, report: TextReport, known: MemberTexts, subject: Any) -> bool:
    """Whether what was public when it was reported still is, or the reader has the duty to read more."""
    if report.is_guarded or subject is None:  # the scope has asked for the duty, or nothing is left to read
        return True
    return known.is_public(subject) or has_duty(reader, *GUARDING)


def _form_for(request: HttpRequest, report: TextReport, known: MemberTexts, subject: Any) -> Any:
    """Return the form of the decision that is due; the text that the reader named is filled in."""
    if report.state == ReportState.ASKED_AGAIN:
        return SecondLookForm(request.POST or None)
    if report.state != ReportState.OPEN:
        return None
    named = f"{report.field}.{report.language}" if report.language else report.field
    initial = {"text": named}
    return DecisionForm(request.POST or None, known=known, subject=subject, initial=initial)


def _decide(request: HttpRequest, report: TextReport, form: Any) -> None:
    chosen, act = form.cleaned_data, {"report": report, "by": request.user, "at": timezone.now()}
    if report.state == ReportState.ASKED_AGAIN:
        text_reports.decide_again(stands=chosen["decision"] == SecondLookForm.RESTORE, **act)
    elif chosen["decision"] == DecisionForm.HIDE:
        text_reports.uphold(text=chosen["text"], note=chosen["note"], **act)
    else:
        text_reports.reject(note=chosen["note"], **act)


def _ask_again(request: HttpRequest, report: TextReport, form: PleaForm) -> None:
    text_reports.ask_again(report=report, by=request.user, at=timezone.now(), plea=form.cleaned_data["plea"])


def _may_ask_again(report: TextReport) -> bool:
    is_recent = report.decided_at is not None and timezone.now() <= report.decided_at + text_reports.ASK_AGAIN_WITHIN
    return report.state == ReportState.UPHELD and report.asked_again_at is None and is_recent


def _page(request: HttpRequest, known: MemberTexts | None, subject: Any) -> str:
    """Return where the text stands, for a reader who may open that page."""
    if known is None or subject is None:
        return ""
    is_seen = known.visible_to(request.user).filter(pk=subject.pk).exists()
    return known.page(subject) if is_seen else ""
