"""What a campaign demands."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns import permissions
from campaigns.actions import demands
from campaigns.forms.demands import DemandChangeForm, DemandForm
from campaigns.models import Demand
from campaigns.views.frame import Page, answer, campaign_for
from unions.forms.typed import typed

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@get_or_post
def demand_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a demand."""
    found = campaign_for(request, public_id, permissions.may_edit)
    form = DemandForm(typed(request), reader=request.user)
    page = Page(heading=_("Add a demand"), button=_("Add a demand"), done=_("The demand is added."))
    what = {"by": request.user, "at": timezone.now(), "campaign": found}
    return answer(request, found, form, page, lambda: demands.add(**what, **form.cleaned_data))


@login_required
@get_or_post
def demand_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change its words, or say where it stands."""
    visible = Demand.objects.visible_to(request.user).select_related("campaign")
    changed = get_object_or_404(visible, public_id=public_id)
    if not permissions.may_edit(request.user, changed.campaign):
        raise PermissionDenied
    form = DemandChangeForm(typed(request), reader=request.user, demand=changed)
    page = Page(
        heading=_("Change a demand"),
        button=_("Keep the changes"),
        done=_("The demand is changed."),
        words=_("If you change the words, every union must accept the demand anew."),
    )
    what = {"by": request.user, "at": timezone.now(), "demand": changed}
    return answer(request, changed.campaign, form, page, lambda: demands.change(**what, **form.cleaned_data))
