"""What happens around every page: probes are answered first, and slow work is noted by its name."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse

View = Callable[[HttpRequest], HttpResponse]
PROBES = ("healthz", "readyz", "metrics")
SLOW_PAGE = 2.0  # seconds
SLOW_QUERY = 0.5  # seconds
TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE)\s+"?(\w+)')

# Names one request in all lines of its log: drawn here, never taken from who asks.
request_id: ContextVar[str] = ContextVar("request_id", default="")
logger = logging.getLogger(__name__)


def probes_first(get_response: View) -> View:
    """Answer the probes before host, language and session are looked at: a machine asks by number, over plain http."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info in _paths_of_probes():
            return resolve(request.path_info).func(request)
        return get_response(request)

    return middleware


def named_requests(get_response: View) -> View:
    """Give each request a name of its own for the log, and note pages and queries that take long."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token, began = request_id.set(secrets.token_hex(6)), time.monotonic()
        try:
            with connection.execute_wrapper(_note_slow_query):
                return get_response(request)
        finally:
            _note_slow_page(request, time.monotonic() - began)
            request_id.reset(token)

    return middleware


@cache
def _paths_of_probes() -> frozenset[str]:
    return frozenset(reverse(name) for name in PROBES)


def _note_slow_page(request: HttpRequest, seconds: float) -> None:
    match = request.resolver_match
    if seconds > SLOW_PAGE and match is not None:
        logger.warning("page_slow page=%s milliseconds=%d", match.view_name, seconds * 1000)


def _note_slow_query(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Run a query; of a slow one the log says what it does to which table, never the values in it."""
    began = time.monotonic()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.monotonic() - began
        if seconds > SLOW_QUERY:
            logger.warning("query_slow %s milliseconds=%d", _name(str(sql)), seconds * 1000)


def _name(statement: str) -> str:
    verb, table = statement.split(maxsplit=1)[0], TABLE.search(statement)
    return f"verb={verb} table={table[1] if table else ''}"
