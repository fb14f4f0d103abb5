"""The end of a request: its three answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from solidarity.actions import closings
from solidarity.choices import LIVE_STATES, Outcome, RequestState
from solidarity.forms.closings import ClosingForm
from solidarity.models import Pledge
from solidarity.views.check_ins import own_request, page_of
from unions.forms.refusals import accepted
from unions.forms.typed import typed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close a request with its outcome, or report on one that closed by itself."""
    found = own_request(request, public_id, *LIVE_STATES, RequestState.CLOSED)
    if found.outcome not in {"", Outcome.UNREPORTED}:
        raise Http404
    form = ClosingForm(found, typed(request), reader=request.user)
    what = {"solidarity_request": found, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: closings.close(**what, **form.cleaned_data)):
        messages.success(request, _("It is closed. Everybody who helped hears what came of it, with your thanks."))
        return redirect("solidarity:request-detail", found.public_id)
    received = Pledge.objects.received_by(request.user).filter(need__solidarity_request=found)
    context = {
        "form": form,
        "open_pledges": received.open().count(),
        "is_late": found.outcome == Outcome.UNREPORTED,
        **page_of(found, _("What came of it")),
    }
    return render(request, "solidarity/closing_form.html", context)
