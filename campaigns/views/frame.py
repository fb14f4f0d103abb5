"""What the pages of campaigns share: who may be here, and a page with one form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from unions.forms.refusals import accepted


@dataclass(frozen=True)
class Page:
    """The words of a page with one form."""

    heading: str
    button: str
    done: str
    words: str = ""
    back_url: str = ""


class Sent(forms.Form):
    """A form that only wants to be sent."""


def campaign_for(request: HttpRequest, public_id: str, may: Callable[[Any, Campaign], bool]) -> Campaign:
    """Return a campaign that the reader sees and may do this with: 404 for nothing or unseen, else 403."""
    visible = Campaign.objects.visible_to(request.user).select_related("employer", "sector")
    campaign = get_object_or_404(visible, public_id=public_id)
    if not may(request.user, campaign):
        raise PermissionDenied
    return campaign


def answer(
    request: HttpRequest, campaign: Campaign, form: forms.Form, page: Page, act: Callable[..., Any]
) -> HttpResponse:
    """Do what the form asks for and go back, or show it with what is wrong."""
    back_url = page.back_url or page_url(campaign)
    if request.method == "POST" and form.is_valid() and accepted(form, act):
        messages.success(request, page.done)
        return redirect(back_url)
    context = {"campaign": campaign, "form": form, "page": page, "back_url": back_url}
    return render(request, "campaigns/form_page.html", context | {"crumbs": crumbs_of(campaign, page.heading)})


def page_url(campaign: Campaign) -> str:
    """Return where the campaign's page is."""
    return reverse("campaigns:campaign-detail", args=[campaign.public_id])


def crumbs_of(campaign: Campaign | None, here: str) -> list[dict[str, str]]:
    """Return the way to a page about this campaign."""
    crumbs = [{"text": _("Campaigns"), "url": reverse("campaigns:campaign-list")}]
    if campaign:
        crumbs.append({"text": campaign.title, "url": page_url(campaign)})
    return [*crumbs, {"text": here}]
