"""The private feed of an inbox, for whoever has its address: it says no more than a mail might."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from solidarity.actions import inbox
from solidarity.alerts.eligibility import is_in_safe_mode
from solidarity.alerts.inbox import outside, shown, still_told
from solidarity.alerts.models import AlertDelivery, InboxFeed
from solidarity.alerts.sealing import sealed
from solidarity.alerts.variants import told_in
from solidarity.alerts.words import Entry
from unions.adapters import fresh_sign_in_required
from unions.models import Recipient
from unions.queries import reading_order

MOST_ENTRIES = 20
MOST_LOOKED_AT = 60  # rows


@login_required
@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def inbox_feed(request: HttpRequest) -> HttpResponse:
    """Make my private feed, give it a new address, or end it; the address is shown once."""
    if request.method != "POST":
        feed = InboxFeed.objects.visible_to(request.user).first()
        return render(request, "solidarity/inbox_feed.html", {"feed": feed, "crumbs": _crumbs()})
    if request.POST.get("choice") == "end":
        inbox.end_feed(by=request.user, at=timezone.now())
        messages.success(request, gettext("Your private feed has ended."))
        return redirect("solidarity:inbox-feed")
    token = inbox.open_feed(by=request.user, at=timezone.now())
    url = _whole(reverse("solidarity:inbox-atom", args=[token]))
    return render(request, "solidarity/inbox_feed_opened.html", {"url": url, "crumbs": _crumbs()})


@require_safe
def inbox_atom(request: HttpRequest, token: str) -> HttpResponse:
    """Tell what stands in an inbox to a feed reader: in its person's language, as little as a mail would say."""
    feed = InboxFeed.objects.valid(token).select_related("recipient__user").first()
    if feed is None:
        raise Http404
    recipient: Recipient = feed.recipient
    with translation.override(told_in(recipient)):
        atom = _atom(recipient)
    response = HttpResponse(content_type=atom.content_type)
    atom.write(response, "utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _atom(recipient: Recipient) -> Atom1Feed:
    home = reverse("solidarity:inbox-list")
    atom = Atom1Feed(gettext("Inbox"), _whole(home), gettext("What concerns you, as a mail would tell it."))
    for row, entry in _entries(recipient):
        atom.add_item(
            entry.subject,
            entry.url,
            entry.why,
            unique_id=f"tag:{settings.SITE_HOST},2026:{sealed(row.announcement_id, recipient.pk)}",
            pubdate=row.announcement.made_at,
            updateddate=row.announcement.made_at,
        )
    return atom


def _entries(recipient: Recipient) -> list[tuple[AlertDelivery, Entry]]:
    languages = reading_order(recipient.user, told_in(recipient))
    zone, is_safe = recipient.time_zone, is_in_safe_mode(recipient)

    def told(row: AlertDelivery) -> tuple[AlertDelivery, Entry] | None:
        found = still_told(row, languages, zone)
        return (row, outside(found, is_in_safe_mode=is_safe)) if found else None

    rows = AlertDelivery.objects.visible_to(recipient.user).for_inbox()[:MOST_LOOKED_AT]
    return shown(rows.iterator(chunk_size=MOST_ENTRIES), told, MOST_ENTRIES)


def _whole(path: str) -> str:
    return settings.SITE_URL + path


def _crumbs() -> list[dict[str, str]]:
    return [{"text": gettext("Inbox"), "url": reverse("solidarity:inbox-list")}, {"text": gettext("Private feed")}]
