"""Where mail providers call to report what came back; who does not know the secret finds nothing here."""

import base64

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from unions.actions import returned_mails
from unions.mail.incoming.providers import events_in


@csrf_exempt  # providers call by themselves; nobody without the secret can
@require_POST
def mail_reports(request: HttpRequest) -> HttpResponse:
    """Take bounces and complaints; the same report twice changes nothing, and what is not understood is passed over."""
    if not _knows_secret(request):
        raise Http404
    at = timezone.now()
    for event in events_in(request.body):
        if event.bounce is None:
            returned_mails.complained(copy=event.copy, at=at)
        else:
            bounce = event.bounce
            returned_mails.bounced(copy=event.copy, status=bounce.status, is_hard=bounce.is_hard, at=at)
    return HttpResponse(status=204)


def _knows_secret(request: HttpRequest) -> bool:
    """Whether the call carries the secret as the password of HTTP's basic authentication, whatever the name."""
    scheme, _space, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        password = base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except ValueError:
        return False
    is_right = constant_time_compare(password, settings.MAIL_REPORTS_SECRET)
    return bool(settings.MAIL_REPORTS_SECRET) and scheme.lower() == "basic" and is_right
