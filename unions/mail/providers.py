"""Mail by a provider's API, for who has no mail server that takes it: one call for each message, a reply for each."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests
from anymail.exceptions import AnymailError
from django.conf import settings
from django.utils.module_loading import import_string

from unions.mail.addresses import Unsendable, envelope_address
from unions.mail.answers import to_failure, to_status
from unions.mail.bodies import Body
from unions.mail.fields import in_fields
from unions.mail.pipelining import Copy
from unions.mail.replies import Outcome, Reply, Unreachable


@dataclass(frozen=True)
class Provider:
    """How a provider is spoken to: only those that keep our Message-ID are here."""

    backend: str  # of anymail
    key: str  # what anymail calls the password in EMAIL_URL
    path: str  # of its API
    options: Mapping[str, str]  # what anymail calls a variable of EMAIL_URL
    headers: Mapping[str, str] = field(default_factory=dict)  # what it must be told to keep the Message-ID


PROVIDERS = {
    "mailgun": Provider("anymail.backends.mailgun.EmailBackend", "api_key", "/v3/", {"domain": "sender_domain"}),
    "postmark": Provider(
        *("anymail.backends.postmark.EmailBackend", "server_token", "/", {"stream": "message_stream"}),
        headers={"X-PM-KeepID": "true"},
    ),
}


class ProviderSession:
    """Calls to the provider that EMAIL_URL names, over a line that stays open; the same to its users as a Session."""

    takes_8bit = True

    def __init__(self) -> None:
        self._provider = PROVIDERS[settings.EMAIL_PROVIDER]
        self._backend: Any = None

    def __enter__(self) -> "ProviderSession":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def open(self) -> None:
        """Ask whether anybody is there; whether they take us in, only a message shows. Raises Unreachable."""
        backend = self._opened()
        try:
            backend.session.head(backend.api_url, timeout=settings.EMAIL_TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            raise Unreachable from error

    def close(self) -> None:
        """Close the line."""
        if self._backend is not None:
            self._backend.close()

    def hand_over(self, address: str, message: bytes, *, sender: str = "") -> Reply:
        """Hand one message over for one address. Raises Unreachable where nobody takes any."""
        try:
            return self._call(Copy(sender, envelope_address(address), Body.of(message)))
        except Unsendable:
            return Reply(Outcome.HARD)

    def hand_over_all(self, copies: Sequence[Copy], until: float) -> list[Reply | None]:
        """Hand these over, beginning none after this moment of the monotonic clock; None for what certainly never left.

        Raises Unreachable where nobody takes the first of them.
        """
        said: list[Reply | None] = []
        for copy in copies:
            if time.monotonic() > until:
                break
            try:
                said.append(self._call(copy))
            except Unreachable:
                if not said:
                    raise
                break
        return said + [None] * (len(copies) - len(said))

    def _call(self, copy: Copy) -> Reply:
        message: Any = in_fields(copy, self._provider.headers)
        try:
            self._opened().send_messages([message])
        except AnymailError as failure:
            return to_failure(failure)
        status = message.anymail_status
        return to_status(next(iter(status.status), None), status.esp_response.status_code)

    def _opened(self) -> Any:
        if self._backend is None:
            self._backend = import_string(self._provider.backend)(
                api_url=_place() + self._provider.path,
                timeout=settings.EMAIL_TIMEOUT,
                ignore_recipient_status=True,
                **{self._provider.key: settings.EMAIL_HOST_PASSWORD},
                **{ours: settings.EMAIL_OPTIONS[name] for name, ours in self._provider.options.items()
                   if name in settings.EMAIL_OPTIONS},
            )  # fmt: skip
        if self._backend.open():
            # Neither what this machine knows of proxies and passwords, nor another place, has a say in where mail goes.
            self._backend.session.trust_env, self._backend.session.max_redirects = False, 0
        return self._backend


def _place() -> str:
    """Return where the API is: behind TLS, but for one on this machine."""
    scheme = "http" if settings.EMAIL_HOST in {"localhost", "127.0.0.1"} else "https"
    return f"{scheme}://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
