"""A request is attached to a campaign, or no longer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.models import Campaign
from solidarity.actions import campaign_links
from solidarity.choices import LIVE_STATES
from solidarity.models import SolidarityRequest
from solidarity.panels import campaigns_of
from solidarity.views.check_ins import own_request, page_of
from unions.queries import reading_order, texts_in
from unions.validators import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_campaigns(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the campaigns that the union takes part in; a button attaches the request, or takes it away."""
    found = own_request(request, public_id, *LIVE_STATES)
    joined = Campaign.objects.visible_to(request.user).joined_by([found.organisation_id]).running()
    if request.method == "POST":
        campaign = get_object_or_404(joined, public_id=request.POST.get("campaign", ""))
        _tell(request, found, campaign)
        return redirect("solidarity:request-campaigns", found.public_id)
    attached = {campaign.pk for campaign in campaigns_of(found, request.user)}
    listed = list(joined.order_by("title", "pk"))
    titles = texts_in(listed, ["title"], reading_order(request.user)) if listed else {}
    rows = [
        {"campaign": each, "title": titles[each.pk]["title"], "is_attached": each.pk in attached} for each in listed
    ]
    context = {"rows": rows, **page_of(found, _("Campaigns of this request"))}
    return render(request, "solidarity/campaign_links.html", context)


def _tell(request: HttpRequest, found: SolidarityRequest, campaign: Campaign) -> None:
    what = {"solidarity_request": found, "campaign": campaign, "by": request.user, "at": timezone.now()}
    if "detach" in request.POST:
        campaign_links.detach(**what)
        messages.success(request, _("The request no longer shows on the campaign’s page."))
        return
    try:
        campaign_links.attach(**what)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The request shows on the campaign’s page, to those who may see it."))
