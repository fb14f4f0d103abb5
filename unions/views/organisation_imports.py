"""Network admins bring in a list of organisations: send it, look at every row, import it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from unions.forms.organisations import COLUMN_MEANINGS, OrganisationImportForm
from unions.importers import held_files
from unions.importers.applying import apply
from unions.importers.previewing import preview
from unions.importers.rows import read_own_format
from unions.permissions import may_import_organisations
from unions.views.import_previews import is_imported, preview_page

HELD = "held_import"


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
    if request.method == "POST" and is_imported(request, seen, lambda: apply(seen, by=request.user, at=timezone.now())):
        held_files.drop(request.session.pop(HELD))
        return redirect("unions:organisation-import")
    return preview_page(request, seen, "unions/import_preview.html")
