"""What the pages of every import share: the rows with what becomes of them, and the confirmation."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from unions.forms.organisations import ImportConfirmation
from unions.importers.applying import Outdated
from unions.importers.lines import Lines, Outcome

ROWS_ON_A_PAGE = 200


def is_imported(request: HttpRequest, seen: Lines, apply: Callable[[], Lines]) -> bool:
    """Import what was seen, and nothing else; return whether it was done."""
    form = ImportConfirmation(request.POST)
    if not form.is_valid() or form.cleaned_data["fingerprint"] != seen.fingerprint():
        return False
    try:
        totals = apply().totals()
    except Outdated:
        return False
    count = totals[Outcome.CREATE] + totals[Outcome.MERGE]
    messages.success(
        request, ngettext("%(count)s row was imported.", "%(count)s rows were imported.", count) % {"count": count}
    )
    return True


def preview_page(request: HttpRequest, seen: Lines, template: str, **more: Any) -> HttpResponse:
    """Show what would become of every row; after a POST that did nothing, say that it is outdated."""
    totals, is_outdated = seen.totals(), request.method == "POST"
    news_first = sorted(seen.lines, key=lambda line: line.outcome == Outcome.UNCHANGED)
    context = {
        "page": Paginator(news_first, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "totals": [(outcome.label, outcome.value, count) for outcome, count in totals.items()],
        "is_work": bool(totals[Outcome.CREATE] or totals[Outcome.MERGE]),
        "form": ImportConfirmation(initial={"fingerprint": seen.fingerprint()}),
        "is_outdated": is_outdated,
        **more,
    }
    return render(request, template, context, status=409 if is_outdated else 200)
