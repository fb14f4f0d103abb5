"""Days of action, and their calendar."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import permissions
from campaigns.actions import days
from campaigns.forms.days import DayChangeForm, DayForm
from campaigns.models import Action, DayOfAction
from campaigns.views.calendars import calendar
from campaigns.views.frame import Page, answer, campaign_for
from unions.forms.typed import typed

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@get_or_post
def day_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Call to a day of action."""
    found = campaign_for(request, public_id, permissions.may_edit)
    form = DayForm(typed(request), reader=request.user)
    page = Page(heading=_("Call to a day of action"), button=_("Call to it"), done=_("The call is on its way."))
    what = {"by": request.user, "at": timezone.now(), "campaign": found}
    return answer(request, found, form, page, lambda: days.call(**what, **form.cleaned_data))


@login_required
@get_or_post
def day_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the call, or say what came of the day."""
    visible = DayOfAction.objects.visible_to(request.user).select_related("campaign")
    changed = get_object_or_404(visible, public_id=public_id)
    if not permissions.may_edit(request.user, changed.campaign):
        raise PermissionDenied
    form = DayChangeForm(typed(request), reader=request.user, day=changed)
    page = Page(heading=_("Change the day of action"), button=_("Keep the changes"), done=_("The changes are kept."))
    what = {"by": request.user, "at": timezone.now(), "day": changed}
    return answer(request, changed.campaign, form, page, lambda: days.change(**what, **form.cleaned_data))


@require_safe
def day_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand out the actions of a day as an iCalendar file."""
    found = get_object_or_404(DayOfAction.objects.visible_to(request.user), public_id=public_id)
    shown = Action.objects.visible_to(request.user).filter(day=found).for_page(request.user)
    response = HttpResponse(calendar(shown), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="actions.ics"'
    return response
