"""What every page of the portal shows of the roof: the way to one's own things."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, pgettext

from solidarity.alerts.models import AlertDelivery
from solidarity.models import Addressee
from solidarity.queries.desk import waiting_at_desk
from unions.context_processors import account_links, is_signed_in, link
from unions.permissions import is_staff, serves_network
from unions.templatetags.localised import number

MOST_COUNTED = 9


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return which doors the reader has; before those of the account stands what they were told."""
    return {
        "main_links": SimpleLazyObject(lambda: main_links(request)),
        "account_links": SimpleLazyObject(lambda: [*inbox_links(request), *account_links(request)]),
    }


def inbox_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the way to one's inbox, with how much in it is unread; a stranger has none."""
    if not is_signed_in(request):
        return []
    inbox = link(request, _inbox(request), "solidarity:inbox-list", icon="bell")
    return [inbox] if inbox else []


def main_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the main navigation: what all may read, what is one's own, what one's duties and one's union ask."""
    links = [
        link(request, gettext("Requests"), "solidarity:request-list"),
        link(request, gettext("Campaigns"), "campaigns:campaign-list"),
        link(request, gettext("Exchanges"), "exchanges:exchange-list"),
        link(request, pgettext("navigation", "Unions"), "unions:organisation-list"),
        link(request, gettext("How it works"), "unions:how-it-works"),
    ]
    if is_signed_in(request):
        links += own_links(request)
    return [each for each in links if each]


def own_links(request: HttpRequest) -> list[dict[str, Any] | None]:
    """Return the doors of somebody signed in."""
    links = [
        link(request, gettext("My pledges"), "solidarity:pledge-list"),
        link(request, gettext("What I follow"), "unions:follow-list"),
    ]
    if serves_network(request.user):
        links.append(link(request, _desk(request), "unions:desk"))
    if is_staff(request.user):
        links += [
            link(request, _answer_desk(request), "solidarity:answer-desk"),
            link(request, gettext("Ask for help"), "solidarity:request-create", is_act=True),
        ]
    return links


def _inbox(request: HttpRequest) -> str:
    """Return the words of the way to the inbox; what is over counts until it is marked as read."""
    own = AlertDelivery.objects.visible_to(request.user)
    unread = 0 if _is_refused(request) else own.unread().values("recipient")[: MOST_COUNTED + 1].count()
    if not unread:
        return gettext("Inbox")
    if unread > MOST_COUNTED:
        return gettext("Inbox (more than %(count)s)") % {"count": number(MOST_COUNTED)}
    return gettext("Inbox (%(count)s)") % {"count": number(unread)}


def _desk(request: HttpRequest) -> str:
    """Return the words of the way to the desk, with how much waits there for a decision."""
    waiting = 0 if _is_refused(request) else waiting_at_desk(request.user)
    if not waiting:
        return gettext("Desk")
    if waiting > MOST_COUNTED:
        return gettext("Desk (more than %(count)s)") % {"count": number(MOST_COUNTED)}
    return gettext("Desk (%(count)s)") % {"count": number(waiting)}


def _answer_desk(request: HttpRequest) -> str:
    """Return the words of the way to the answer desk, with how many calls wait there."""
    told = Addressee.objects.answerable_by(request.user).filter(told_at__isnull=False)
    waiting = 0 if _is_refused(request) else told.waiting().values("pk")[: MOST_COUNTED + 1].count()
    if not waiting:
        return gettext("Answer desk")
    if waiting > MOST_COUNTED:
        return gettext("Answer desk (more than %(count)s)") % {"count": number(MOST_COUNTED)}
    return gettext("Answer desk (%(count)s)") % {"count": number(waiting)}


def _is_refused(request: HttpRequest) -> bool:
    """Whether this is the page of a refusal, which counts nothing."""
    return getattr(request, "is_refused", False)
