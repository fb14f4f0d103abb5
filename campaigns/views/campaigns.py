"""Reading campaigns: the list, the page of one, its short address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from campaigns import permissions
from campaigns.choices import CampaignState
from campaigns.models import Campaign
from campaigns.panels import cards_of
from campaigns.views.campaign_parts import page_of
from unions.queries import reading_order

PER_PAGE = 20
LISTS = {
    "active": (CampaignState.ACTIVE, CampaignState.PAUSED, CampaignState.WINDING_DOWN),
    "seeking": (CampaignState.SEEKING_PARTNERS,),
    "ended": (CampaignState.CLOSED,),
}


@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    """Show the campaigns that act, those that seek partners, or those that have ended; twenty at a time."""
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in LISTS else "active"
    visible = Campaign.objects.visible_to(request.user)
    shown, older_url = _page(visible.in_state(*LISTS[chosen]), request, chosen)
    own = Campaign.objects.editable_by(request.user).in_state(CampaignState.DRAFT)
    context = {
        "chosen": chosen,
        "tabs": _tabs(chosen),
        "cards": cards_of(shown, reading_order(request.user), timezone.localdate()),
        "older_url": older_url,
        "drafts": own.order_by("-made_at"),
        "may_begin": permissions.may_begin(request.user),
        "may_import_history": permissions.may_import_history(request.user),
    }
    return render(request, "campaigns/campaign_list.html", context)


@require_safe
def campaign_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one campaign to those who may see it; for everybody else it does not exist."""
    visible = Campaign.objects.visible_to(request.user).select_related("employer", "sector")
    found = get_object_or_404(visible, public_id=public_id)
    return render(request, "campaigns/campaign_detail.html", page_of(found, request))


@require_safe
def campaign_by_name(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead from the short address, as it stands on leaflets, to the campaign."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user), slug=slug)
    return redirect("campaigns:campaign-detail", found.public_id)


def _page(found: Any, request: HttpRequest, chosen: str) -> tuple[list[Campaign], str]:
    """Cut one page out of the list, after the campaign that the address names."""
    mark = found.filter(public_id=request.GET.get("older", "")[:12]).first()
    rows = list((found.called_before(mark) if mark else found).for_cards()[: PER_PAGE + 1])
    is_more = len(rows) > PER_PAGE
    return rows[:PER_PAGE], f"?show={chosen}&older={rows[PER_PAGE - 1].public_id}" if is_more else ""


def _tabs(chosen: str) -> list[dict[str, Any]]:
    words = {"active": _("Active"), "seeking": _("Seeking partners"), "ended": pgettext("campaigns", "Ended")}
    address = reverse("campaigns:campaign-list")
    return [{"text": words[name], "url": f"{address}?show={name}", "is_current": name == chosen} for name in LISTS]
