"""What search engines may know: the public pages in every language, and nothing above public."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from solidarity.models import SolidarityRequest
from unions.models import Organisation

ROBOTS = """User-agent: *
Disallow: /*/account/
Disallow: /*/pledges/
Disallow: /*/invitation/
Disallow: /*/unsubscribe/

Sitemap: {sitemap}
"""


class InEveryLanguage(Sitemap):
    """Each page once in every language, each naming the others."""

    i18n = True
    alternates = True
    protocol = "https" if settings.IS_HTTPS else "http"


class Pages(InEveryLanguage):
    """The pages that are always there."""

    def items(self) -> list[str]:
        """Their names."""
        about = ["how-it-works", "about", "privacy", "terms", "accessibility", "legal-notice"]
        return [
            "solidarity:home",
            "solidarity:request-list",
            "campaigns:campaign-list",
            "exchanges:exchange-list",
            "unions:organisation-list",
            "unions:employer-list",
            *(f"unions:{page}" for page in about),
        ]

    def location(self, item: str) -> str:
        """Their addresses."""
        return reverse(item)


class PublicRequests(InEveryLanguage):
    """Requests that everyone may read, open or closed."""

    limit = 10_000

    def items(self) -> Any:
        """Their rows, the newest first."""
        found = SolidarityRequest.objects.visible_to(AnonymousUser()).listed()
        return found.only("public_id", "changed_at").order_by("-opened_at", "-pk")

    def location(self, item: SolidarityRequest) -> str:
        """Their pages."""
        return reverse("solidarity:request-detail", args=[item.public_id])

    def lastmod(self, item: SolidarityRequest) -> datetime:
        """When they last changed."""
        return item.changed_at


class PublicOrganisations(InEveryLanguage):
    """Profiles that everyone may read."""

    limit = 10_000

    def items(self) -> Any:
        """Their rows, in the order in which they came."""
        return Organisation.objects.visible_to(AnonymousUser()).in_directory().only("slug").order_by("pk")

    def location(self, item: Organisation) -> str:
        """Their pages."""
        return reverse("unions:organisation-detail", args=[item.slug])


class PublicCampaigns(InEveryLanguage):
    """Campaigns that everyone may see, under way or ended."""

    limit = 10_000

    def items(self) -> Any:
        """Their rows, the newest first."""
        found = Campaign.objects.visible_to(AnonymousUser())
        return found.only("public_id", "changed_at").order_by("-called_at", "-pk")

    def location(self, item: Campaign) -> str:
        """Their pages."""
        return reverse("campaigns:campaign-detail", args=[item.public_id])

    def lastmod(self, item: Campaign) -> datetime:
        """When they last changed."""
        return item.changed_at


SITEMAPS = {
    "pages": Pages,
    "requests": PublicRequests,
    "campaigns": PublicCampaigns,
    "organisations": PublicOrganisations,
}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where nothing is for them."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(ROBOTS.format(sitemap=sitemap), content_type="text/plain")
