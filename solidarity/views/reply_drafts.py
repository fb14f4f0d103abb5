"""Answers that came by mail, on the page where a union answers: one click sends them, another throws them away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from solidarity import permissions
from solidarity.actions import reply_drafts
from solidarity.models import Addressee, ReplyDraft
from solidarity.notifications.answer_links import Opened
from solidarity.views.contacts import by_link
from unions.models import Recipient, User
from unions.validators import Refused

THROW_AWAY = "discard"


@login_required
@require_POST
def reply_settle(request: HttpRequest, public_id: str, reply_id: str) -> HttpResponse:
    """Send one's own reply as the answer of one's union, or throw it away."""
    asked = Addressee.objects.visible_to(request.user).addressed_to(request.user)
    addressee = get_object_or_404(asked, public_id=public_id)
    own = ReplyDraft.objects.shown_to_writer(addressee, request.user.recipient)
    draft = get_object_or_404(own, public_id=reply_id)
    if not permissions.may_answer(request.user, addressee):
        raise PermissionDenied
    is_sent = _is_sent(request, draft, by=request.user)
    return redirect("solidarity:answer-desk") if is_sent else redirect("solidarity:answer-create", public_id)


@require_POST
@by_link
def reply_settle_by_link(request: HttpRequest, opened: Opened, reply_id: str) -> HttpResponse:
    """Send a reply as the answer of the organisation whose link this is, or throw it away."""
    own = ReplyDraft.objects.shown_to_writer(opened.addressee, opened.recipient)
    draft = get_object_or_404(own, public_id=reply_id)
    is_sent = _is_sent(request, draft, by=opened.recipient)
    return redirect("solidarity:request-by-link-thanks" if is_sent else "solidarity:request-by-link", opened.token)


def _is_sent(request: HttpRequest, draft: ReplyDraft, *, by: User | Recipient) -> bool:
    """Do what was clicked; what is not possible any more, a message says."""
    answer, at = request.POST.get("answer", ""), timezone.now()
    try:
        if answer == THROW_AWAY:
            reply_drafts.discard(draft=draft, by=by, at=at)
        else:
            reply_drafts.confirm(draft=draft, answer=answer, by=by, at=at)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return False
    words = _("It is thrown away.") if answer == THROW_AWAY else _("Your answer is on its way to the union that asks.")
    messages.success(request, words)
    return answer != THROW_AWAY
