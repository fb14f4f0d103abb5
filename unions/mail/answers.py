"""What a provider's API says to a message, read like a mail server's replies: sent, goes again, or never goes."""

import re
from http import HTTPStatus

import requests
from anymail.exceptions import AnymailError, AnymailUnsupportedFeature
from urllib3.exceptions import MaxRetryError

from unions.mail.replies import Outcome, Reply, Unreachable

# What concerns us, and every other message as well: no session could be had.
NOT_NOW = {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
NEVER_BEGUN = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.TooManyRedirects)
BAD_RECIPIENT = re.compile(r"\bto\b['\"]? parameter is not a valid address")  # Mailgun's words


class KeyRefused(Exception):
    """The provider does not know our key."""


def to_status(status: str | None, code: int) -> Reply:
    """Read what became of the only recipient, in anymail's words, and the code of the whole answer."""
    if status in {"sent", "queued"}:
        return Reply(Outcome.SENT, code)
    if status == "invalid":
        return Reply(Outcome.HARD)
    if status == "rejected":  # the provider gave the address up before
        return Reply(Outcome.HARD, code)
    return Reply(Outcome.UNCERTAIN if status == "unknown" and code < 300 else Outcome.LATER, code)


def to_failure(failure: AnymailError) -> Reply:
    """Read why a message was not taken. Raises Unreachable where no message would have been."""
    response = failure.response
    if response is not None:
        return _answered(response)
    if isinstance(failure, requests.RequestException):
        if _never_begun(failure.__cause__):
            raise Unreachable from failure.__cause__
        return Reply(Outcome.UNCERTAIN)
    return Reply(Outcome.REFUSED if isinstance(failure, AnymailUnsupportedFeature) else Outcome.LATER)


def _answered(response: requests.Response) -> Reply:
    """What is refused for another reason than the address is our own fault, and suspends nobody."""
    code = response.status_code
    if code in NOT_NOW:
        raise Unreachable from KeyRefused() if code == HTTPStatus.UNAUTHORIZED else None
    if code < 300:  # taken, and answered in words that nobody understands
        return Reply(Outcome.UNCERTAIN, code)
    if code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Reply(Outcome.REFUSED, code)
    if code == HTTPStatus.BAD_REQUEST and BAD_RECIPIENT.search(response.text):
        return Reply(Outcome.HARD)
    return Reply(Outcome.LATER, code)


def _never_begun(cause: BaseException | None) -> bool:
    """Whether there was no line to send it on: without one, the library says that it tried often enough."""
    tried = isinstance(cause, requests.ConnectionError) and cause.args and isinstance(cause.args[0], MaxRetryError)
    return bool(tried) or isinstance(cause, NEVER_BEGUN)
