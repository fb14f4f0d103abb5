"""What a machine asks the portal: does this process live, and may it be sent readers?

Both answer in plain words, without session, language or host, and say nothing but that.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from solidarity.queries import readiness


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process lives; it looks at nothing else."""
    return _plain("alive")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether pages can be served. A broker that is away holds up nothing: mails leave when the clock comes."""
    if not readiness.database_answers():
        return _plain("database: away", status=HTTPStatus.SERVICE_UNAVAILABLE)
    if readiness.missing_migrations():
        return _plain("database: not migrated", status=HTTPStatus.SERVICE_UNAVAILABLE)
    return _plain("database: ready", f"broker: {'ready' if readiness.broker_answers() else 'away'}")


def _plain(*lines: str, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    answer = HttpResponse("\n".join(lines) + "\n", status=status, content_type="text/plain; charset=utf-8")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
