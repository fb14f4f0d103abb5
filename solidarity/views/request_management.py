"""What the union that asks does with its request: its page, and one small page for each act."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from solidarity import permissions
from solidarity.actions import solidarity_requests
from solidarity.alerts import watching
from solidarity.choices import LIVE_STATES, Outcome, RequestState
from solidarity.forms.drafts import levels_in_people
from solidarity.forms.requests import (
    ExtensionForm,
    LevelForm,
    ReviewerAnswerForm,
    TakeDownForm,
    narrower_levels,
    wider_levels,
)
from solidarity.models import SolidarityRequest
from solidarity.panels import needs_in_words, run_rows
from solidarity.queries import reach
from unions.choices import NetworkRoleKind
from unions.fields import PUBLIC_ID_ALPHABET, PUBLIC_ID_LENGTH
from unions.forms.refusals import accepted
from unions.forms.typed import typed
from unions.permissions import has_duty
from unions.queries import reading_order

MOST_RUNS = 10
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class SmallPage:
    """The words of a page with one small form; those who are not of the union go back to the board."""

    heading: str
    words: str
    button: str
    done: str
    is_own: bool = True


class Sent(forms.Form):
    """A form that only wants to be sent."""


@login_required
@require_safe
def request_manage(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show where the request stands, who was asked and what they said, and what can be done now."""
    found = _own(request, public_id)
    if found.state == RequestState.DRAFT:
        return redirect("solidarity:request-step", found.public_id, "story")
    asked = found.addressees.select_related("organisation").prefetch_related(reach.lost_contacts())
    asked = asked.order_by("told_at", "organisation__name")
    needs = list(found.needs.for_page())
    levels = dict(levels_in_people(reach.of_network(), reach.of_organisations(each.organisation for each in asked)))
    context = {
        "solidarity_request": found,
        "asked": asked,
        "needs": list(zip(needs, needs_in_words(needs, reading_order(request.user)), strict=True)),
        "photos": found.photos.all(),
        "acts": _acts(found),
        "runs": run_rows(watching.news_about(found, found.needs.order_by()), MOST_RUNS),
        "seen_by": levels[found.visibility],
        "waits_for": levels[found.wanted_visibility] if _is_waiting(found) else "",
        "is_live": found.state in LIVE_STATES,
        "is_taken_down": found.state == RequestState.TAKEN_DOWN,
        "crumbs": [*_crumbs(found)[:-1], {"text": _("Manage")}],
    }
    return render(request, "solidarity/manage_request.html", context)


@login_required
@get_or_post
def request_narrow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show it to fewer people, at once."""
    found = _own(request, public_id)
    form = LevelForm(typed(request), solidarity_request=found, is_widening=False, **_reaches(found))
    page = SmallPage(
        heading=_("Show it to fewer people"),
        words=_("It happens at once. Place and photos follow."),
        button=_("Show it to fewer"),
        done=_("Fewer people see the request now."),
    )
    return _answer(request, found, form, page, solidarity_requests.narrow)


@login_required
@reauthentication_required(allow_get=True)
@get_or_post
def request_widen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for more people to see it; a reviewer of another union opens it."""
    found = _own(request, public_id)
    form = LevelForm(typed(request), solidarity_request=found, is_widening=True, **_reaches(found))
    page = SmallPage(
        heading=_("Show it to more people"),
        words=_("Nothing changes before a reviewer of another union has looked at it. This is who would see it then."),
        button=_("Ask for a review"),
        done=_("A reviewer is told."),
    )
    return _answer(request, found, form, page, solidarity_requests.ask_wider)


@login_required
@get_or_post
def request_extend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let it run longer, once."""
    found = _own(request, public_id)
    form = ExtensionForm(typed(request), ends_on=found.closes_on or timezone.localdate())
    page = SmallPage(
        heading=_("Let it run longer"),
        words=_("Once, and by 90 days at most."),
        button=_("Let it run longer"),
        done=_("The request runs longer."),
    )
    return _answer(request, found, form, page, solidarity_requests.extend)


@login_required
@get_or_post
def request_pause(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hold the request: nobody can pledge, place and photos are hidden."""
    page = SmallPage(
        heading=_("Pause the request"),
        words=_("Nobody can pledge, and place and photos are hidden, until you go on."),
        button=_("Pause it"),
        done=_("The request is paused."),
    )
    return _answer(request, _own(request, public_id), Sent(typed(request)), page, solidarity_requests.pause)


@login_required
@get_or_post
def request_resume(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go on after a pause."""
    page = SmallPage(
        heading=_("Go on with the request"),
        words=_("By going on you say that it is safe for those concerned."),
        button=_("Go on"),
        done=_("The request goes on."),
    )
    return _answer(request, _own(request, public_id), Sent(typed(request)), page, solidarity_requests.resume)


@login_required
@get_or_post
def request_answer_reviewer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer what the reviewer asked."""
    found = _own(request, public_id)
    form = ReviewerAnswerForm(typed(request), initial={"background": found.background})
    page = SmallPage(
        heading=_("Answer the reviewer"),
        words=found.review_question,
        button=_("Send the answer"),
        done=_("Your answer is on its way to the reviewers."),
    )
    return _answer(request, found, form, page, solidarity_requests.answer_reviewer)


@login_required
@get_or_post
def request_take_down(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hide it everywhere: the asker, safeguarding and network admins may, at once. What is down already stays so."""
    visible = SolidarityRequest.objects.visible_to(request.user).exclude(state=RequestState.DRAFT)
    found = get_object_or_404(visible, public_id=public_id)
    if not permissions.may_take_down(request.user, found):
        raise PermissionDenied
    if request.method != "POST" and found.state == RequestState.TAKEN_DOWN:
        messages.info(request, _("The request is taken down."))
        return redirect("solidarity:request-detail", found.public_id)
    page = SmallPage(
        heading=_("Take the request down?"),
        words=_("It is hidden everywhere, and mails about it that wait are stopped. It cannot be undone."),
        button=_("Take it down"),
        done=_("The request is taken down."),
        is_own=permissions.may_edit(request.user, found),
    )
    return _answer(request, found, TakeDownForm(typed(request)), page, solidarity_requests.take_down)


@login_required
@require_safe
def take_down_find(request: HttpRequest) -> HttpResponse:
    """Lead from the desk to the page that takes a request down, by its address or its reference."""
    if not has_duty(request.user, NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.NETWORK_ADMIN):
        raise PermissionDenied
    parts = re.findall(f"[{PUBLIC_ID_ALPHABET}]{{{PUBLIC_ID_LENGTH}}}", request.GET.get("reference", "")[:200])
    visible = SolidarityRequest.objects.visible_to(request.user).exclude(state=RequestState.DRAFT)
    found = visible.filter(public_id__in=parts).first()
    if found is None:
        messages.error(request, _("You see no request of this reference."))
        return redirect("unions:desk")
    return redirect("solidarity:request-take-down", found.public_id)


def _own(request: HttpRequest, public_id: str) -> SolidarityRequest:
    own = SolidarityRequest.objects.editable_by(request.user).select_related("organisation", "employer")
    return get_object_or_404(own, public_id=public_id)


def _answer(
    request: HttpRequest, found: SolidarityRequest, form: forms.Form, page: SmallPage, act: Callable[..., Any]
) -> HttpResponse:
    """Do what a small form asks for and go back, or show it with what is wrong."""
    manage = reverse("solidarity:request-manage", args=[found.public_id])
    back = manage if page.is_own else reverse("solidarity:request-list")
    what = {"by": request.user, "at": timezone.now(), "solidarity_request": found}
    if request.method == "POST" and form.is_valid() and accepted(form, lambda: act(**what, **form.cleaned_data)):
        messages.success(request, page.done)
        return redirect(back)
    context = {"form": form, "page": page, "solidarity_request": found, "back_url": back}
    crumbs = [*_crumbs(found), {"text": page.heading}] if page.is_own else [{"text": page.heading}]
    return render(request, "solidarity/manage_form.html", {**context, "crumbs": crumbs})


def _reaches(found: SolidarityRequest) -> dict[str, reach.Reach]:
    asked = [each.organisation for each in found.addressees.select_related("organisation")]
    return {"network": reach.of_network(), "asked": reach.of_organisations(asked)}


def _is_waiting(found: SolidarityRequest) -> bool:
    return found.state in LIVE_STATES and permissions.is_wider(found.wanted_visibility, found.visibility)


def _crumbs(found: SolidarityRequest) -> list[dict[str, str]]:
    manage = reverse("solidarity:request-manage", args=[found.public_id])
    return [{"text": _("Requests"), "url": reverse("solidarity:request-list")}, {"text": _("Manage"), "url": manage}]


def _acts(found: SolidarityRequest) -> list[dict[str, str]]:
    """Return what can be done with the request now, each with its address and an icon."""
    is_live, is_held = found.state in LIVE_STATES, found.state == RequestState.PAUSED
    possible = [
        ("link", _("Attach it to a campaign"), "campaigns", is_live),
        ("handshake", _("See what is pledged"), "pledges", is_live or found.state == RequestState.CLOSED),
        ("flag", _("Report what came of it"), "close", found.outcome == Outcome.UNREPORTED),
        ("eye-off", _("Show it to fewer people"), "narrow", is_live and bool(narrower_levels(found))),
        ("eye", _("Show it to more people"), "widen", is_live and not is_held and bool(wider_levels(found))),
        ("calendar", _("Let it run longer"), "extend", is_live and found.extended_at is None),
        ("pause", _("Pause it"), "pause", is_live and not is_held),
        ("arrow-right", _("Go on with it"), "resume", is_held),
        ("shield-alert", _("Take it down"), "take-down", found.state != RequestState.TAKEN_DOWN),
    ]
    return [
        {"icon_name": icon, "text": text, "url": reverse(f"solidarity:request-{name}", args=[found.public_id])}
        for icon, text, name, may in possible
        if may
    ]
