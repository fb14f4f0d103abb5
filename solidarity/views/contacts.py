"""What the contact of an organisation reads and answers without an account, by the link in its mail.

The link is the key: it stands for the organisation, never for whoever happens to be signed in. Opening it changes
nothing, however often a mail scanner does; only what is sent from the page does.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from solidarity import permissions
from solidarity.actions import pledges
from solidarity.choices import OPEN_PLEDGE_STATES
from solidarity.forms.pledges import DeliveryForm
from solidarity.models import Photo, Pledge
from solidarity.notifications import answer_links, composed_ask
from solidarity.notifications.answer_links import Opened
from solidarity.panels import need_names
from solidarity.queries.timeline import timeline_for_asked
from solidarity.views.answer_parts import asked_of, forms_of, is_answered
from solidarity.views.photos import handed_out
from solidarity.views.pledge_parts import pledge_row
from solidarity.views.request_parts import do_nots_of
from unions.forms.refusals import accepted
from unions.forms.typed import typed
from unions.queries import ORIGINAL, Text, reading_order, text_in

NOBODY_SIGNED_IN = AnonymousUser()
ByLink = Callable[..., HttpResponseBase]


def by_link(view: ByLink) -> ByLink:
    """Give a view what the link opens. A forged link is nothing, one that has ended says so and not why.

    Nothing of it is cached, and one link sends only so often: whoever has it shares its limit.
    """

    @never_cache
    @wraps(view)
    def opened_view(request: HttpRequest, token: str, **arguments: str) -> HttpResponseBase:
        if not answer_links.is_ours(token):
            raise Http404
        opened = answer_links.opened(token, timezone.now())
        if opened is None:
            return render(request, "solidarity/answer_link_ended.html", status=410)
        if request.method == "POST" and not ratelimit.consume(request, action="answer_by_link", key=token):
            return ratelimit.respond_429(request)
        return view(request, opened, **arguments)

    return opened_view


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def request_by_link(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Show the request to the organisation that is asked, and take its answer; the latest one stands."""
    forms = forms_of(opened.addressee, typed(request), NOBODY_SIGNED_IN)
    if forms.sent and is_answered(opened.addressee, forms.sent, by=opened.recipient):
        return redirect("solidarity:request-by-link-thanks", opened.token)
    context = {**_page_of(opened), **forms.as_context}
    return render(request, "solidarity/request_by_link.html", context)


@require_safe
@by_link
def request_by_link_thanks(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Say that the answer is on its way, what comes next, and how the organisation can join."""
    if not opened.addressee.answer:
        return redirect("solidarity:request-by-link", opened.token)
    return render(request, "solidarity/request_by_link_thanks.html", _page_of(opened))


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def pledge_by_link(request: HttpRequest, opened: Opened, public_id: str) -> HttpResponse:
    """Show one pledge of the organisation, and take its next step: begun, delivered, or withdrawn."""
    found = get_object_or_404(_pledges_of(opened), public_id=public_id)
    form = DeliveryForm(typed(request), rest=found.quantity - found.delivered)
    if request.method == "POST" and _is_moved(request, opened, found, form):
        return redirect(request.path)
    context = {
        "opened": opened,
        "form": form,
        "row": _rows(opened, [found])[0],
        "do_nots": do_nots_of(opened.addressee.solidarity_request),
        "is_open": found.state in OPEN_PLEDGE_STATES,
    }
    return render(request, "solidarity/pledge_by_link.html", context)


@require_safe
@by_link
def photo_by_link(request: HttpRequest, opened: Opened, public_id: str) -> FileResponse:
    """Hand out a picture of the request to the organisation that is asked."""
    return handed_out(get_object_or_404(Photo.objects.shown_to_asked(opened.addressee), public_id=public_id))


def _page_of(opened: Opened) -> dict[str, Any]:
    """Return what this organisation may see: what staff of a union asked see, and the contact once it has pledged."""
    addressee, solidarity_request = opened.addressee, opened.addressee.solidarity_request
    original = solidarity_request.language
    return {
        **asked_of(addressee, NOBODY_SIGNED_IN, opened.recipient),
        "opened": opened,
        "background": Text(solidarity_request.background, original, ORIGINAL, original),
        "facts": composed_ask(solidarity_request, get_language() or "en").facts,
        "place": solidarity_request.place if permissions.asked_may_see_place(addressee) else "",
        "contact": solidarity_request.contact if permissions.asked_may_see_contact(addressee) else "",
        "timeline": timeline_for_asked(addressee),
        "photos": Photo.objects.shown_to_asked(addressee),
        "pledges": _rows(opened, list(_pledges_of(opened))),
    }


def _pledges_of(opened: Opened) -> Any:
    return Pledge.objects.promised_by(opened.addressee).for_list()


def _rows(opened: Opened, found: list[Any]) -> list[dict[str, Any]]:
    order = reading_order(NOBODY_SIGNED_IN)
    title = text_in(opened.addressee.solidarity_request, "title", order)
    names = need_names([each.need for each in found], order)
    return [pledge_row(each, title, names[each.need_id]) for each in found]


def _is_moved(request: HttpRequest, opened: Opened, found: Pledge, form: DeliveryForm) -> bool:
    """Take the step that was tapped; what is not right about it, the form says."""
    what = {"pledge": found, "by": opened.recipient, "at": timezone.now()}
    step = request.POST.get("step")
    if step == "begin":
        return form.is_bound and accepted(form, lambda: pledges.mark_under_way(**what))
    if step == "withdraw":
        return accepted(form, lambda: pledges.withdraw(**what))
    return form.is_valid() and accepted(form, lambda: pledges.mark_delivered(**what, **form.cleaned_data))
