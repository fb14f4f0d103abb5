"""What Prometheus reads: numbers of the alert engine, for this machine alone or for whoever holds the token."""

from collections.abc import Iterator
from hmac import compare_digest
from http import HTTPStatus
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from solidarity.alerts.measuring import Metric, metrics

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Via")
TYPE = "text/plain; version=0.0.4; charset=utf-8"


@never_cache
@require_safe
def read_metrics(request: HttpRequest) -> HttpResponse:
    """Hand the numbers out, or say that there is nothing here."""
    if not (_holds_the_token(request) or _is_this_machine(request)):
        return HttpResponse("Nothing here.\n", status=HTTPStatus.NOT_FOUND, content_type="text/plain; charset=utf-8")
    lines = [line for metric in metrics() for line in _lines(metric)]
    answer = HttpResponse("\n".join(lines) + "\n", content_type=TYPE)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _holds_the_token(request: HttpRequest) -> bool:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and scheme.lower() == "bearer" and compare_digest(token.strip().encode(), wanted.encode())


def _is_this_machine(request: HttpRequest) -> bool:
    """Whether the question comes from here, and through no proxy: behind one, everybody does."""
    try:
        is_loopback = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_loopback and not any(name in request.headers for name in FORWARDED)


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.words}"
    yield f"# TYPE {metric.name} gauge"
    for sample in metric.samples:
        labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in sample.labels.items())
        yield f"{metric.name}{{{labels}}} {sample.value}" if labels else f"{metric.name} {sample.value}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
