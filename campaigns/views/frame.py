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
from unions.queries import Text, reading_order, text_in


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
    title = title_for(request.user, campaign)
    context = {"title": title, "form": form, "page": page, "back_url": back_url}
    crumbs = crumbs_of(page.heading, campaign, title)
    return render(request, "campaigns/form_page.html", context | {"crumbs": crumbs})


def page_url(campaign: Campaign) -> str:
    """Return where the campaign's page is."""
    return reverse("campaigns:campaign-detail", args=[campaign.public_id])


def title_for(reader: Any, campaign: Campaign) -> Text:
    """Return what the campaign is called in the reader's language."""
    return text_in(campaign, "title", reading_order(reader))


def crumbs_of(here: str, campaign: Campaign | None = None, title: Text | None = None) -> list[dict[str, str]]:
    """Return the way to a page, through this campaign as the reader calls it."""
    crumbs = [{"text": _("Campaigns"), "url": reverse("campaigns:campaign-list")}]
    if campaign and title:
        crumbs.append({"text": title.text, "url": page_url(campaign)})
    return [*crumbs, {"text": here}]
