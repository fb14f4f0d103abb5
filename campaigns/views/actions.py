"""One action: its page, and how it is planned, changed and reported."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import permissions
from campaigns.actions import actions
from campaigns.choices import PLANNING_STATES, ActionKind
from campaigns.forms.actions import ActionForm, ReportForm
from campaigns.models import Action
from campaigns.panels import reports_in_words
from campaigns.views.frame import Page, answer, campaign_for, crumbs_of, title_for
from unions.forms.typed import typed

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def action_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an action and what each source says of it."""
    found = _found(request, public_id)
    doors = _doors(request, found)
    title = title_for(request.user, found.campaign) if found.campaign else None
    context = {
        "action": found,
        "campaign": found.campaign,
        "title": title,
        "kinds": [str(dict(ActionKind.choices)[kind]) for kind in (found.kind, *found.further_kinds)],
        "employers": found.employers.all(),
        "is_reportable": bool(found.campaign and (found.details or found.accessibility or found.city or found.region)),
        "reports": reports_in_words(found.reports.all()),
        "doors": doors,
        "crumbs": crumbs_of(_("Action"), found.campaign, title),
    }
    return render(request, "campaigns/action_detail.html", context)


@login_required
@get_or_post
def action_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Plan an action for one's union."""
    found = campaign_for(request, public_id, permissions.may_plan)
    form = ActionForm(typed(request), reader=request.user, campaign=found)
    page = Page(
        heading=_("Add an action"), button=_("Add an action"), done=_("Your action stands on the campaign’s page.")
    )
    what = {"by": request.user, "at": timezone.now(), "campaign": found}
    return answer(request, found, form, page, lambda: actions.plan(**what, **form.answers()))


@login_required
@get_or_post
def action_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change, confirm or cancel an action."""
    found = _found(request, public_id)
    if found.campaign is None or not Action.objects.editable_by(request.user).filter(pk=found.pk).exists():
        raise PermissionDenied
    form = ActionForm(typed(request), reader=request.user, campaign=found.campaign, action=found)
    page = Page(heading=_("Change the action"), button=_("Keep the changes"), done=_("The changes are kept."))
    what = {"by": request.user, "at": timezone.now(), "action": found}
    return answer(request, found.campaign, form, page, lambda: actions.change(**what, **form.answers()))


@login_required
@get_or_post
def action_report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say how many came, and how it went."""
    found = _found(request, public_id)
    if found.campaign is None or not permissions.may_report(request.user, found):
        raise PermissionDenied
    form = ReportForm(typed(request), reader=request.user)
    page = Page(
        heading=_("Report the action"),
        button=_("Send the report"),
        done=_("Your report stands beside the others."),
        words=_("Numbers are shown as each source gives them, and never added up without saying how."),
        back_url=reverse("campaigns:action-detail", args=[found.public_id]),
    )
    places = permissions.own_places(request.user, found.campaign)
    own = places.filter(organisation=found.host).first() or places.first()
    what = {"by": request.user, "at": timezone.now(), "action": found, "organisation": own.organisation}
    return answer(request, found.campaign, form, page, lambda: actions.report(**what, **form.cleaned_data))


def _found(request: HttpRequest, public_id: str) -> Action:
    visible = Action.objects.visible_to(request.user).for_page(request.user)
    found: Action = get_object_or_404(visible, public_id=public_id)
    return found


def _doors(request: HttpRequest, action: Action) -> list[dict[str, Any]]:
    """Return what this reader may do with the action."""
    if action.campaign is None:
        return []
    doors = []
    if permissions.may_report(request.user, action):
        doors.append(("message-square", _("Report the action"), "action-report"))
    is_editable = Action.objects.editable_by(request.user).filter(pk=action.pk).exists()
    if is_editable and action.campaign.state in PLANNING_STATES:
        doors.append(("pencil", _("Change the action"), "action-change"))
    return [
        {"icon_name": icon, "text": text, "url": reverse(f"campaigns:{name}", args=[action.public_id])}
        for icon, text, name in doors
    ]
