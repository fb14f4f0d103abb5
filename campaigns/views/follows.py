"""Following a campaign."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from campaigns.actions import follows
from campaigns.models import Campaign, CampaignFollow
from campaigns.views.frame import page_url
from unions.views.ways_back import way_back


@require_POST
def campaign_follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Follow what is not followed yet, or end it, also where one may see it no longer; then back."""
    own = CampaignFollow.objects.visible_to(request.user).filter(campaign__public_id=public_id).for_page().first()
    visible = Campaign.objects.visible_to(request.user)
    found = own.campaign if own else get_object_or_404(visible, public_id=public_id)
    if not request.user.is_authenticated:
        return redirect_to_login(page_url(found))
    if own:
        follows.unfollow(by=request.user, at=timezone.now(), campaign=found)
    else:
        follows.follow(by=request.user, at=timezone.now(), campaign=found, language=get_language() or "en")
    return redirect(way_back(request, otherwise=page_url(found)))
