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
    """Follow what is not followed yet, or end it; then back to where the button stood."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user), public_id=public_id)
    if not request.user.is_authenticated:
        return redirect_to_login(page_url(found))
    if CampaignFollow.objects.visible_to(request.user).filter(campaign=found).exists():
        follows.unfollow(by=request.user, at=timezone.now(), campaign=found)
    else:
        follows.follow(by=request.user, at=timezone.now(), campaign=found, language=get_language() or "en")
    return redirect(way_back(request, otherwise=page_url(found)))
