"""The page of an organisation."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from unions.choices import NameType
from unions.models import Organisation
from unions.panels import panels_for
from unions.permissions import is_network_member, may_administer, may_name_contact, may_read_trail
from unions.views.follow_buttons import follow_buttons
from unions.views.pages import rendered


def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who they are, where, in which languages, and what the rooms above have to show of them."""
    visible = Organisation.objects.visible_to(request.user).for_profile(request.user)
    organisation = get_object_or_404(visible, slug=slug)
    context = {
        "organisation": organisation,
        "other_names": _other_names(organisation),
        "shows_place": not organisation.safe_mode or is_network_member(request.user),
        "website_url": _website_url(organisation),
        "follows": follow_buttons(request.user, [("organisation", organisation.slug, organisation.short_name)]),
        "may_administer": may_administer(request.user, organisation),
        "may_keep_contact": may_name_contact(request.user, organisation),
        "may_see_standing": may_read_trail(request.user),
        "panels": rendered(panels_for("organisation", request.user, organisation), request),
    }
    return render(request, "unions/organisation_detail.html", context)


def _other_names(organisation: Organisation) -> list[Any]:
    """Return its further names, the acronym apart, as it stands beside the name."""
    return [name for name in organisation.names.all() if name.type != NameType.ACRONYM]


def _website_url(organisation: Organisation) -> str:
    """Return an address to link to, or nothing: a website that nobody has seen answer stays text."""
    website = organisation.website
    if not (website and organisation.website_answers):
        return ""
    if website.startswith(("https://", "http://")):
        return website
    return "" if ":" in website else f"https://{website}"
