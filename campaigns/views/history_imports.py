"""Network admins bring in what others report of earlier actions: look at every row, import it."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.importers.previewing import apply, preview
from campaigns.importers.rows import read
from campaigns.permissions import may_import_history
from campaigns.views.frame import crumbs_of
from unions.views.import_previews import is_imported, preview_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def history_import(request: HttpRequest) -> HttpResponse:
    """Show what would become of every row of the list that comes with the program; on confirmation, do it."""
    if not may_import_history(request.user):
        raise PermissionDenied
    seen = preview(read())
    if request.method == "POST" and is_imported(request, seen, lambda: apply(seen, by=request.user, at=timezone.now())):
        return redirect("campaigns:history-import")
    crumbs = crumbs_of(_("What would be imported"))
    return preview_page(request, seen, "campaigns/history_import.html", crumbs=crumbs)
