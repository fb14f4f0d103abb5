"""Mail to somebody came back: what it means, and the way to be written to again."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from unions.actions import recipients
from unions.mail.reaching import reached
from unions.views.unsubscriptions import label_of


@login_required
@require_POST
def address_again(request: HttpRequest) -> HttpResponse:
    """Send the link that shows whether mail reaches the reader again."""
    if not ratelimit.consume(request, action="confirm_address", user=request.user):
        return ratelimit.respond_429(request)
    if recipients.ask_again(recipient=request.user.recipient, by=request.user, at=timezone.now()):
        messages.success(request, _("The mail is on its way. Follow its link, and we write to you again."))
    else:
        messages.info(request, _("Nothing stops our mails to you: no link is needed."))
    return redirect("unions:account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address_reached(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button behind the link; pressing it ends the suspension. Mail scanners open links, and press nothing."""
    recipient: Any = reached(token)
    if recipient is None:
        return render(request, "unions/address_link_ended.html", status=410)
    if request.method != "POST":
        return render(request, "unions/address_reached.html", _ended(recipient))
    was_a_mistake = request.POST.get("choice") == "mistake"
    recipients.lift_suspension(recipient=recipient, at=timezone.now(), was_a_mistake=was_a_mistake)
    stays = recipient.unsubscriptions.exists()
    words = _("We write to you again, but nothing of what has been ended.") if stays else _("We write to you again.")
    messages.success(request, words)
    return redirect("unions:account" if request.user.is_authenticated else "solidarity:home")


def _ended(recipient: Any) -> dict[str, Any]:
    """What is not mailed even once the button is pressed: ended by a complaint, or before."""
    by_complaint = recipients.ended_by_complaint(recipient)
    others = recipient.unsubscriptions.exclude(kind__in=by_complaint).order_by("kind").values_list("kind", flat=True)
    return {
        "is_complaint": recipient.suspended_reason == recipients.COMPLAINED,
        "by_complaint": [label_of(kind) for kind in by_complaint],
        "ended": [label_of(kind) for kind in others],
        "has_account": recipient.user_id is not None,
    }
