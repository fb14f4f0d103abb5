"""What a line of the log may say: where something failed and which kind of failure, never with whose words."""

import json
import logging
import re
import time
import traceback
from types import TracebackType
from typing import Any

from solidarity.middleware import request_id

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
EVENT = re.compile(r"(?P<event>[a-z][a-z_]*)(?P<ids>(?: [a-z_]+=\S*)*)")


class WithoutWords(logging.Formatter):
    """Writes a failure as its places in the code and its kinds.

    The message of an exception is left out: a database puts the row into it, with addresses and texts. Of a page or a
    task that failed the name is written; a page's address may be a link that opens something.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; of a page or a task that failed only its name."""
        told = {**record.__dict__, "exc_text": None}
        if what := failed(record):
            told |= {"msg": what, "args": ()}
        if name := request_id.get():
            told |= {"msg": f"{logging.makeLogRecord(told).getMessage()} request={name}", "args": ()}
        return self.written(logging.makeLogRecord(told))

    def written(self, record: logging.LogRecord) -> str:
        """Return the line of what may be told."""
        return super().format(record)

    def formatException(self, ei: ExceptionInfo) -> str:
        """Return the places and the kinds of an exception and of what led to it, the first cause last."""
        error, parts = ei[1], []
        while error is not None:
            places = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"{type(error).__module__}.{type(error).__qualname__}\n{places}".rstrip())
            error = error.__cause__ or error.__context__
        return "\n".join(parts)


class AsJson(WithoutWords):
    """Writes one object of JSON on one line: moment, level, place, event, and its ids each under their name."""

    converter = time.gmtime  # type: ignore[assignment]  # as its documentation says
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def written(self, record: logging.LogRecord) -> str:
        """Return the line; a message of a library that is no event of ours stands as it is."""
        line = {"at": self.formatTime(record), "level": record.levelname, "logger": record.name}
        line |= told(record.getMessage())
        if record.exc_info:
            line["failure"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def told(message: str) -> dict[str, Any]:
    """Return the parts of a message: of `mail_failed mail=7` the event and its ids."""
    found = EVENT.fullmatch(message)
    if found is None:
        return {"message": message}
    ids = (pair.partition("=")[::2] for pair in found["ids"].split())
    return {"event": found["event"], **dict(ids)}


def failed(record: logging.LogRecord) -> str:
    """Return which page or task a line is about; an empty string if it is about neither."""
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    if match is not None:
        return f"page_failed page={match.view_name}"
    if record.name == "celery.app.trace" and record.exc_info:
        return f"task_failed task={getattr(record, 'data', {}).get('name', '')}"
    return ""
