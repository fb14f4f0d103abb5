"""What the contact of an organisation without accounts reads, by the link in its mail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from solidarity.notifications import composed_ask
from solidarity.notifications.links import asked_by_link


@never_cache
@require_safe
def request_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the request to the organisation that is asked; the link is signed, and opening it changes nothing."""
    addressee = asked_by_link(token)
    if addressee is None:
        raise Http404
    ask = composed_ask(addressee.solidarity_request, get_language() or "en")
    return render(request, "solidarity/request_by_link.html", {"ask": ask, "addressee": addressee})
