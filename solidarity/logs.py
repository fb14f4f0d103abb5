"""What a line of the log may say: where something failed and which kind of failure, never with whose words."""

import logging
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


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
        return super().format(logging.makeLogRecord(told))

    def formatException(self, ei: ExceptionInfo) -> str:
        """Return the places and the kinds of an exception and of what led to it, the first cause last."""
        error, parts = ei[1], []
        while error is not None:
            places = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"{type(error).__module__}.{type(error).__qualname__}\n{places}".rstrip())
            error = error.__cause__ or error.__context__
        return "\n".join(parts)


def failed(record: logging.LogRecord) -> str:
    """Return which page or task a line is about; an empty string if it is about neither."""
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    if match is not None:
        return f"page_failed page={match.view_name}"
    if record.name == "celery.app.trace" and record.exc_info:
        return f"task_failed task={getattr(record, 'data', {}).get('name', '')}"
    return ""
