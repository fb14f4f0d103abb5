"""News that the union that asks tells."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from solidarity.actions import updates
from solidarity.choices import LIVE_STATES, RequestState
from solidarity.forms.updates import UpdateForm
from solidarity.views.check_ins import own_request, page_of
from unions.forms.refusals import accepted
from unions.forms.typed import typed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_update(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write news; those who pledged get it."""
    found = own_request(request, public_id, *LIVE_STATES, RequestState.CLOSED)
    form = UpdateForm(typed(request), reader=request.user)
    what = {"solidarity_request": found, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: updates.post(**what, **form.cleaned_data)):
        messages.success(request, _("Your news is on its way to those who helped."))
        return redirect("solidarity:request-detail", found.public_id)
    return render(request, "solidarity/update_form.html", {"form": form, **page_of(found, _("Tell the news"))})
