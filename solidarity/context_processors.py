"""What every page of the portal shows of the roof: the way to one's own things."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from unions.context_processors import is_signed_in, link
from unions.permissions import is_staff


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return which doors the reader has."""
    return {"main_links": SimpleLazyObject(lambda: main_links(request))}


def main_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the main navigation: what all may read, then what is one's own, then what one's union does."""
    links = [
        link(request, gettext("Requests"), "solidarity:request-list"),
        link(request, gettext("How it works"), "unions:how-it-works"),
    ]
    if is_signed_in(request):
        links += [
            link(request, gettext("My pledges"), "solidarity:pledge-list"),
            link(request, gettext("What I follow"), "unions:follow-list"),
        ]
    if is_signed_in(request) and is_staff(request.user):
        links += [
            link(request, gettext("Answer desk"), "solidarity:answer-desk"),
            link(request, gettext("Ask for help"), "solidarity:request-create", is_act=True),
        ]
    return [each for each in links if each]
