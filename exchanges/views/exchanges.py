"""The list of exchanges, one exchange, and posting one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchanges.actions import exchanges
from exchanges.choices import ExchangeState
from exchanges.forms.choice import Choice
from exchanges.forms.exchanges import ExchangeForm
from exchanges.models import Exchange, HostOffer, Visit
from exchanges.panels import cards_of
from exchanges.permissions import may_edit, may_offer, may_post
from exchanges.views.exchange_parts import facts_of
from exchanges.views.facets import filter_groups
from exchanges.views.pages import crumbs_of_exchange, exchange_of, own_exchange, typed
from unions.forms.refusals import accepted
from unions.models import Organisation
from unions.panels import panels_for
from unions.queries import reading_order, texts_in
from unions.views.pages import rendered

PER_PAGE = 20
CHANGEABLE = (ExchangeState.DRAFT, ExchangeState.OPEN)


@require_safe
def exchange_list(request: HttpRequest) -> HttpResponse:
    """Show who looks for whom: open exchanges by their first day, or what came of others."""
    choice = Choice.read(request.GET)
    listed = Exchange.objects.listed_to(request.user)
    found = _narrow(listed.past() if choice.shows_past else listed.open(), choice)
    mark = listed.filter(public_id=request.GET["after"][:12]).first() if "after" in request.GET else None
    rows = list(_after(found, mark, choice).for_cards(request.user)[: PER_PAGE + 1])
    languages = reading_order(request.user)
    context = {
        "choice": choice,
        "cards": cards_of(rows[:PER_PAGE], languages),
        "groups": filter_groups(choice, found),
        "more_url": choice.page(after=rows[PER_PAGE - 1].public_id) if len(rows) > PER_PAGE else "",
        "may_post": may_post(request.user),
        **_own_things(request, languages),
    }
    return render(request, "exchanges/exchange_list.html", context)


@require_safe
def exchange_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one exchange to those who may see it."""
    exchange = exchange_of(request, public_id)
    own_offers = HostOffer.objects.editable_by(request.user).standing().filter(exchange=exchange)
    own_visit = Visit.objects.visible_to(request.user).filter(exchange=exchange).first()
    reported = Visit.objects.listed_to(request.user).filter(exchange=exchange).first()
    is_own = may_edit(request.user, exchange)
    received = HostOffer.objects.received_by(request.user).filter(exchange=exchange)
    context = {
        "exchange": exchange,
        "texts": texts_in([exchange], ["title", "why"], reading_order(request.user))[exchange.pk],
        "facts": facts_of(exchange),
        "is_own": is_own,
        "may_change": is_own and exchange.state in CHANGEABLE,
        "may_offer": may_offer(request.user, exchange),
        "own_offers": list(own_offers.select_related("organisation")),
        "offers": received.for_comparison().count() if is_own else 0,
        "visit": own_visit,
        "reported": reported,
        "panels": rendered(panels_for("exchange", request.user, exchange), request),
        "crumbs": crumbs_of_exchange(request, exchange),
    }
    return render(request, "exchanges/exchange_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exchange_create(request: HttpRequest) -> HttpResponse:
    """Write an exchange; it is kept as a draft, and posted when it is whole."""
    if not may_post(request.user):
        raise PermissionDenied(_("Staff of a member union can post an exchange."))
    unions = list(Organisation.objects.staffed_by(request.user).order_by("name"))
    form = ExchangeForm(typed(request), reader=request.user, unions=unions)
    made: list[Exchange] = []
    at = timezone.now()
    if form.is_valid() and accepted(
        form, lambda: made.append(exchanges.start(organisation=form.union, by=request.user, at=at, **form.answers))
    ):
        return _kept(request, made[0], form)
    return _form(request, form, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exchange_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go on with a draft, or change what an open exchange says."""
    exchange = own_exchange(request, public_id)
    if exchange.state not in CHANGEABLE:
        return redirect("exchanges:exchange-detail", public_id)
    form = ExchangeForm(typed(request), reader=request.user, unions=[exchange.organisation], exchange=exchange)
    what = {"exchange": exchange, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: exchanges.change(**what, **form.answers)):
        return _kept(request, exchange, form)
    return _form(request, form, exchange)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exchange_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an exchange back, or throw a draft away, once asked whether that is meant."""
    exchange = own_exchange(request, public_id)
    if exchange.state not in CHANGEABLE:
        return redirect("exchanges:exchange-detail", public_id)
    is_draft = exchange.state == ExchangeState.DRAFT
    if request.method != "POST":
        context = {"exchange": exchange, "is_draft": is_draft}
        return render(request, "exchanges/exchange_withdraw.html", context)
    act = exchanges.discard if is_draft else exchanges.withdraw
    act(exchange=exchange, by=request.user, at=timezone.now())
    messages.success(
        request, _("The draft is gone.") if is_draft else _("It is withdrawn. Those who answered are thanked.")
    )
    return redirect("exchanges:exchange-list")


def _kept(request: HttpRequest, exchange: Exchange, form: ExchangeForm) -> HttpResponse:
    """Post what was kept if that is wanted; what is still missing is said beside its field."""
    detail = redirect("exchanges:exchange-detail", exchange.public_id)
    if "publish" not in request.POST or exchange.state != ExchangeState.DRAFT:
        messages.success(request, _("Everything is kept."))
        return detail
    what = {"exchange": exchange, "by": request.user, "at": timezone.now()}
    if accepted(form, lambda: exchanges.publish(**what)):
        messages.success(request, _("It is posted. Unions with a tie to it are told now."))
        return detail
    return _form(request, form, exchange)


def _form(request: HttpRequest, form: ExchangeForm, exchange: Exchange | None) -> HttpResponse:
    action = reverse("exchanges:exchange-change", args=[exchange.public_id]) if exchange else ""
    crumbs = (
        crumbs_of_exchange(request, exchange, _("Change it"))
        if exchange
        else [{"text": _("Exchanges"), "url": reverse("exchanges:exchange-list")}, {"text": _("Post an exchange")}]
    )
    context = {"form": form, "exchange": exchange, "form_action": action, "crumbs": crumbs}
    return render(request, "exchanges/exchange_form.html", context)


def _narrow(found: Any, choice: Choice) -> Any:
    columns = {"direction": "direction", "sector": "sector__code"}
    found = found.filter(**{lookup: value for name, lookup in columns.items() if (value := getattr(choice, name))})
    found = found.in_country(choice.country) if choice.country else found
    found = found.speaking(choice.language) if choice.language else found
    if not choice.month:
        return found
    return found.around(*choice.days) if choice.days else found.none()


def _after(found: Any, mark: Exchange | None, choice: Choice) -> Any:
    if mark is None or (choice.shows_past and mark.ended_at is None):
        return found
    return found.ended_before(mark) if choice.shows_past else found.later_than(mark)


def _own_things(request: HttpRequest, languages: list[str]) -> dict[str, Any]:
    """Return the drafts, the open exchanges and the visits that are the reader's to look after."""
    if not request.user.is_authenticated:
        return {}
    own = Exchange.objects.editable_by(request.user).for_cards(request.user)
    visits = Visit.objects.visible_to(request.user).for_page()
    offered = HostOffer.objects.editable_by(request.user).waiting().select_related("exchange", "organisation")
    return {
        "drafts": cards_of(own.drafts(), languages),
        "own_open": cards_of(own.open(), languages),
        "own_offers": offered.order_by("-made_at"),
        "visits": [*visits.coming(), *visits.to_report()],
    }
