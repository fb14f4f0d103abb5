"""The page behind "no more mails like this": no sign-in, for the link is the key."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from unions.actions import unsubscriptions
from unions.announcements import kinds_of_news
from unions.mail import unsubscriber
from unions.models import Recipient


@csrf_exempt  # mail programs post here by themselves (RFC 8058); nobody without the link can
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link ends; a post ends this kind, everything, or wants it again.

    One that is forged, cut off, or of an address or account that is no more gets the same words, and why is not said.
    """
    found = unsubscriber(token)
    if found is None:
        return render(request, "unions/unsubscribe_dead.html", status=404)
    recipient, kind = found
    if request.method != "POST":
        return render(request, "unions/unsubscribe.html", _standing(recipient, kind))
    choice = request.POST.get("choice", "kind")
    act = unsubscriptions.resubscribe if choice == "again" else unsubscriptions.unsubscribe
    ends = unsubscriptions.EVERYTHING if choice == "everything" else kind
    act(recipient=recipient, kind=ends, by=recipient, at=timezone.now())
    if "List-Unsubscribe" in request.POST:
        return HttpResponse(status=204)
    return redirect(request.path)


def _standing(recipient: Recipient, kind: str) -> dict[str, Any]:
    ended = set(recipient.unsubscriptions.values_list("kind", flat=True))
    return {
        "kind": kind,
        "label": label_of(kind),
        "is_ended": bool(ended.intersection(unsubscriptions.stopped_by(kind))),
        "is_everything_ended": unsubscriptions.EVERYTHING in ended,
        "is_suspended": recipient.suspended_at is not None,
        "has_account": recipient.user_id is not None,
    }


def label_of(kind: str) -> str:
    """Return a kind of news in words; an empty kind stands for all mail that is not owed."""
    if kind == unsubscriptions.EVERYTHING:
        return _("All mails but those that are owed to you")
    return next((str(known.label) for known in kinds_of_news() if known.name == kind), kind)
