"""What convenors do with a campaign: begin it, change it, go on, close it; and the news of those who take part."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns import permissions
from campaigns.actions import campaigns, updates
from campaigns.forms.campaigns import CampaignForm, CampaignUpdateForm, CloseForm, MoveForm
from campaigns.models import Campaign
from campaigns.views.frame import Page, answer, campaign_for, crumbs_of
from unions.actions import employers
from unions.forms.refusals import accepted
from unions.forms.typed import typed
from unions.models import Employer

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@get_or_post
def campaign_create(request: HttpRequest) -> HttpResponse:
    """Begin a campaign: a draft that only its convenor sees."""
    if not permissions.may_begin(request.user):
        raise PermissionDenied
    form = CampaignForm(typed(request), reader=request.user)
    begun: list[Campaign] = []
    if form.is_valid() and accepted(form, lambda: begun.append(_begin(request, form))):
        messages.success(request, _("Your draft is kept. Add the demands next."))
        return redirect("campaigns:demand-add", begun[0].public_id)
    page = Page(
        heading=_("Open a campaign"),
        button=_("Keep the draft"),
        done="",
        words=_("Nobody sees it before you call for partners."),
    )
    context = {"form": form, "page": page, "crumbs": crumbs_of(page.heading)}
    return render(request, "campaigns/form_page.html", context)


@login_required
@get_or_post
def campaign_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what it says of itself."""
    found = campaign_for(request, public_id, permissions.may_edit)
    form = CampaignForm(typed(request), reader=request.user, campaign=found)
    page = Page(heading=_("Change the campaign"), button=_("Keep the changes"), done=_("The changes are kept."))
    what = {"by": request.user, "at": timezone.now(), "campaign": found}
    return answer(
        request,
        found,
        form,
        page,
        lambda: campaigns.change(**what, **form.answers(), employer=_employer(request, form)),
    )


@login_required
@get_or_post
def campaign_move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go on: call for partners, act, pause, wind down."""
    found = campaign_for(request, public_id, permissions.may_edit)
    form = MoveForm(typed(request), campaign=found)
    page = Page(
        heading=_("Go on with the campaign"), button=_("Go on"), done=_("The campaign has moved on to what you chose.")
    )
    what = {"by": request.user, "at": timezone.now(), "campaign": found}
    return answer(request, found, form, page, lambda: campaigns.move(**what, **form.cleaned_data))


@login_required
@get_or_post
def campaign_close(request: HttpRequest, public_id: str) -> HttpResponse:
    """End it, with what came of it."""
    found = campaign_for(request, public_id, permissions.may_edit)
    form = CloseForm(typed(request))
    page = Page(
        heading=_("Close the campaign"),
        button=_("Close the campaign"),
        done=_("The campaign is closed."),
        words=_("It cannot be opened again. Its page stays, with what came of it."),
    )
    what = {"by": request.user, "at": timezone.now(), "campaign": found}
    return answer(request, found, form, page, lambda: campaigns.close(**what, **form.cleaned_data))


@login_required
@get_or_post
def campaign_update(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell the coalition and the followers what is new."""
    found = campaign_for(request, public_id, permissions.may_tell)
    form = CampaignUpdateForm(typed(request), reader=request.user)
    page = Page(heading=_("Tell the news"), button=_("Tell the news"), done=_("Your news is on its way."))
    what = {"by": request.user, "at": timezone.now(), "campaign": found}
    return answer(request, found, form, page, lambda: updates.post(**what, **form.cleaned_data))


def _begin(request: HttpRequest, form: CampaignForm) -> Campaign:
    what: dict[str, Any] = {"by": request.user, "at": timezone.now(), "organisation": form.convening_union}
    return campaigns.begin(**what, **form.answers(), employer=_employer(request, form))


def _employer(request: HttpRequest, form: CampaignForm) -> Employer | None:
    """Return the employer that is meant, entered now if nobody has."""
    if not form.new_employer:
        return form.employer
    return employers.add(by=request.user, at=timezone.now(), name=form.new_employer)
