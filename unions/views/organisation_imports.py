"""Network admins bring in a list of organisations: send it, look at every row, import it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unions.forms.organisations import COLUMN_MEANINGS, ImportConfirmation, OrganisationImportForm
from unions.importers import held_files
from unions.importers.applying import Outdated, apply
from unions.importers.previewing import Outcome, Preview, preview
from unions.importers.rows import read_own_format
from unions.permissions import may_import_organisations

HELD = "held_import"
ROWS_ON_A_PAGE = 200


@login_required
def organisation_import(request: HttpRequest) -> HttpResponse:
    """Take a file and hold it for the preview."""
    if not may_import_organisations(request.user):
        raise PermissionDenied
    form = OrganisationImportForm(request.POST, request.FILES) if request.method == "POST" else OrganisationImportForm()
    if form.is_valid():
        held_files.drop(request.session.get(HELD, ""))
        request.session[HELD] = held_files.hold(form.content)
        return redirect("unions:organisation-import-preview")
    return render(request, "unions/import_form.html", {"form": form, "columns": COLUMN_MEANINGS})


@login_required
def organisation_import_preview(request: HttpRequest) -> HttpResponse:
    """Show what would become of every row; on confirmation, do it."""
    if not may_import_organisations(request.user):
        raise PermissionDenied
    content = held_files.held(request.session.get(HELD, ""))
    if content is None:
        messages.warning(
            request, _("There is no file to look at: it was imported or an hour has passed. Send it again.")
        )
        return redirect("unions:organisation-import")
    seen = preview(read_own_format(content))
    if request.method == "POST" and _is_imported(request, seen):
        return redirect("unions:organisation-import")
    return _preview_page(request, seen, is_outdated=request.method == "POST")


def _is_imported(request: HttpRequest, seen: Preview) -> bool:
    """Import what was seen, and nothing else; return whether it was done."""
    form = ImportConfirmation(request.POST)
    if not form.is_valid() or form.cleaned_data["fingerprint"] != seen.fingerprint():
        return False
    try:
        totals = apply(seen, by=request.user, at=timezone.now()).totals()
    except Outdated:
        return False
    held_files.drop(request.session.pop(HELD))
    count = totals[Outcome.CREATE] + totals[Outcome.MERGE]
    messages.success(
        request, ngettext("%(count)s row was imported.", "%(count)s rows were imported.", count) % {"count": count}
    )
    return True


def _preview_page(request: HttpRequest, seen: Preview, *, is_outdated: bool) -> HttpResponse:
    totals = seen.totals()
    context = {
        "page": Paginator(seen.lines, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "totals": [(outcome.label, outcome.value, count) for outcome, count in totals.items()],
        "is_work": bool(totals[Outcome.CREATE] or totals[Outcome.MERGE]),
        "form": ImportConfirmation(initial={"fingerprint": seen.fingerprint()}),
        "is_outdated": is_outdated,
    }
    return render(request, "unions/import_preview.html", context, status=409 if is_outdated else 200)
