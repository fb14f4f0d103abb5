"""Unions are invited, join with the demands that they accept, decline and leave."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns import permissions
from campaigns.actions import coalition
from campaigns.choices import CoalitionRole, CoalitionState
from campaigns.forms.coalition import InvitationForm, JoinForm
from campaigns.models import Campaign
from campaigns.views.frame import Page, answer, campaign_for, crumbs_of, page_url, title_for
from unions.forms.typed import typed
from unions.validators import Refused

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@get_or_post
def coalition_invite(request: HttpRequest, public_id: str) -> HttpResponse:
    """Invite unions that take no part yet."""
    found = campaign_for(request, public_id, permissions.may_edit)
    form = InvitationForm(typed(request), campaign=found)
    page = Page(heading=_("Invite unions"), button=_("Invite them"), done=_("Their staff are being told."))
    what = {"by": request.user, "at": timezone.now(), "campaign": found}
    return answer(request, found, form, page, lambda: coalition.invite(**what, **form.cleaned_data))


@login_required
@get_or_post
def coalition_join(request: HttpRequest, public_id: str) -> HttpResponse:
    """Join for one's union, demand by demand; once more changes what it accepts."""
    found = campaign_for(request, public_id, permissions.may_join)
    form = JoinForm(typed(request), campaign=found, reader=request.user)
    page = Page(
        heading=_("Join for your union"),
        button=_("This is what our union accepts"),
        done=_("Your union takes part. You can add actions of your own."),
    )
    what = {"by": request.user, "at": timezone.now(), "campaign": found}
    return answer(request, found, form, page, lambda: coalition.join(**what, **_accepted(form, found)))


@login_required
@get_or_post
def coalition_places(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the places that one may answer for: one's own, and as a convenor all that could convene as well."""
    found = campaign_for(request, public_id, permissions.may_take_place)
    places, title = found.coalition.for_page(), title_for(request.user, found)
    context = {
        "campaign": found,
        "title": title,
        "own": places.editable_by(request.user).filter(state__in=[CoalitionState.INVITED, CoalitionState.JOINED]),
        "others": places.joined().exclude(role=CoalitionRole.CONVENOR) if _convenes(request, found) else [],
        "back_url": page_url(found),
        "crumbs": crumbs_of(_("Your union’s place"), found, title),
    }
    if request.method == "POST":
        return _moved(request, found)
    return render(request, "campaigns/coalition_places.html", context)


def _moved(request: HttpRequest, found: Campaign) -> HttpResponse:
    """Do what the pressed button says with one place."""
    acts: dict[str, Any] = {
        "decline": (coalition.decline, found.coalition.editable_by(request.user)),
        "leave": (coalition.leave, found.coalition.editable_by(request.user)),
        "make_convenor": (coalition.make_convenor, found.coalition if _convenes(request, found) else None),
    }
    pressed = next((name for name in acts if name in request.POST), "leave")
    act, places = acts[pressed]
    places = found.coalition.none() if places is None else places
    slug = request.POST.get(pressed, "")
    member = get_object_or_404(places.select_related("campaign"), organisation__public_id=slug)
    try:
        act(by=request.user, at=timezone.now(), member=member)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The place of the union in the campaign has changed."))
    return redirect("campaigns:campaign-detail", found.public_id)


def _convenes(request: HttpRequest, found: Campaign) -> bool:
    return permissions.may_edit(request.user, found)


def _accepted(form: JoinForm, found: Campaign) -> dict[str, Any]:
    """Return what the form says; a convenor that changes what it accepts stays one."""
    answers = form.answers()
    return answers if "role" in answers else answers | {"role": CoalitionRole.CONVENOR}
