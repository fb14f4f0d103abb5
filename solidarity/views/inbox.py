"""My inbox: what I was told, in the portal itself. Looking changes nothing; marking as read is an act."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from solidarity.actions import inbox
from solidarity.alerts.inbox import Told, heading, piece, shown, still_told
from solidarity.alerts.models import AlertDelivery
from solidarity.alerts.sealing import sealed, unsealed
from unions.queries import reading_order
from unions.views.ways_back import way_back

PER_PAGE = 20
MOST_LOOKED_AT = 100  # rows for one page, for most may be of news that is over


@login_required
@require_safe
def inbox_list(request: HttpRequest) -> HttpResponse:
    """Show what I was told and still may be, the newest first; what is unread is marked."""
    visible = AlertDelivery.objects.visible_to(request.user)
    newest = visible.order_by("-announcement").values_list("announcement", flat=True).first()
    context = {
        **_page(request, visible),
        "has_unread": visible.unread().exists(),
        "newest": _sealed(request, newest) if newest else "",
    }
    return render(request, "solidarity/inbox_list.html", context)


@login_required
@require_safe
def inbox_item(request: HttpRequest, token: str) -> HttpResponse:
    """Show one piece of news in words, with its ways on."""
    told = _told(request, _row(request, token))
    if told is None:
        raise Http404
    crumbs = [{"text": gettext("Inbox"), "url": reverse("solidarity:inbox-list")}, {"text": told.kind.label}]
    context = {"told": told, "piece": piece(told), "token": token, "crumbs": crumbs}
    return render(request, "solidarity/inbox_item.html", context)


@login_required
@require_POST
def inbox_item_read(request: HttpRequest, token: str) -> HttpResponse:
    """Mark one piece of news as read; then back to the page of the inbox where it stood."""
    row = _row(request, token)
    inbox.mark_read(announcement_id=row.announcement_id, by=request.user, at=timezone.now())
    messages.success(request, gettext("Marked as read."))
    return _back(request)


@login_required
@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark all as read that stood in my inbox when I saw it."""
    newest_id = _unsealed(request, request.POST.get("newest", ""))
    if newest_id is not None:
        inbox.mark_all_read(newest_id=newest_id, by=request.user, at=timezone.now())
        messages.success(request, gettext("All is marked as read."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(way_back(request, otherwise=reverse("solidarity:inbox-list")))


def _row(request: HttpRequest, token: str) -> AlertDelivery:
    rows = AlertDelivery.objects.visible_to(request.user).for_inbox()
    row: AlertDelivery | None = rows.filter(announcement=_unsealed(request, token)).first()
    if row is None:
        raise Http404
    return row


def _told(request: HttpRequest, row: AlertDelivery) -> Told | None:
    return still_told(row, reading_order(request.user), request.user.time_zone)


def _page(request: HttpRequest, visible: Any) -> dict[str, Any]:
    """Cut one page out of the inbox, after or before the news that the address names."""
    older, newer = (_unsealed(request, request.GET.get(name, "")) for name in ("older", "newer"))
    listed = visible.for_inbox()
    if newer:
        lines, before = _lines(request, listed.newer_than(newer))
        lines, after = lines[::-1], lines[0]["token"] if lines else request.GET["newer"]
    else:
        lines, after = _lines(request, listed.older_than(older) if older else listed)
        before = lines[0]["token"] if older and lines else ""
    return {
        "lines": lines,
        "newer_url": f"?newer={before}" if before else "",
        "older_url": f"?older={after}" if after else "",
    }


def _lines(request: HttpRequest, rows: Any) -> tuple[list[dict[str, Any]], str]:
    """Return the lines of one page, and the mark after which the next one goes on, if there may be one."""
    looked_at: list[int] = []

    def line(row: AlertDelivery) -> dict[str, Any] | None:
        looked_at.append(row.announcement_id)
        told = _told(request, row)
        if told is None:
            return None
        token = _sealed(request, row.announcement_id)
        return {"row": row, "subject": heading(told), "kind": told.kind.label, "token": token}

    found = shown(rows[:MOST_LOOKED_AT].iterator(chunk_size=PER_PAGE + 1), line, PER_PAGE + 1)
    if len(found) > PER_PAGE:
        return found[:PER_PAGE], found[PER_PAGE - 1]["token"]
    return found, _sealed(request, looked_at[-1]) if len(looked_at) == MOST_LOOKED_AT else ""


def _sealed(request: HttpRequest, announcement_id: int) -> str:
    return sealed(announcement_id, request.user.recipient.pk)


def _unsealed(request: HttpRequest, token: str) -> int | None:
    return unsealed(token, request.user.recipient.pk)
