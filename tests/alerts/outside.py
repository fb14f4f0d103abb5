"""What stands for the outside world: a real HTTP server on the loopback, and a device that reads its messages."""

import base64
import json
import os
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.factories import NOW
from unions.models import OwnChannel, User


@dataclass
class Taken:
    """One request that the server was sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Outside:
    """Answers as it is told, and keeps what it was sent."""

    taken: list[Taken] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], str]] = field(default_factory=list)  # in turn; then 200
    pause: float = 0.0  # seconds before each answer

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def place(self) -> str:
        """Return its host and port."""
        return f"127.0.0.1:{self.server.server_port}"

    def says(self, code: int, body: str = "{}", **headers: str) -> None:
        """Let it answer the next request like this."""
        self.answers.append((code, {name.replace("_", "-"): value for name, value in headers.items()}, body))

    def stop(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()


def _answering(outside: Outside) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            outside.taken.append(Taken(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            time.sleep(outside.pause)
            code, headers, text = outside.answers.pop(0) if outside.answers else (200, {}, '{"event_id": "$1"}')
            self.send_response(code)
            for name, value in {"Content-Length": str(len(text)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        do_POST = do_PUT = do_GET = answer

        def log_message(self, *_words: Any) -> None:
            pass

    return Handler


@dataclass
class Device:
    """A browser that took a subscription: it alone can read what is sent to it."""

    endpoint: str
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def subscription(self) -> str:
        """Return what the browser hands over."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": _written(point), "auth": _written(self.secret)}
        return json.dumps({"endpoint": self.endpoint, "keys": keys})

    def read(self, taken: Taken) -> dict[str, str]:
        """Decrypt a message, as only this device can."""
        text = http_ece.decrypt(taken.body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        shown: dict[str, str] = json.loads(text)
        return shown

    def belongs_to(self, user: User) -> OwnChannel:
        """Set it up for a person."""
        return OwnChannel.objects.create(
            recipient=user.recipient, channel="push", name="Phone", address=self.subscription, made_at=NOW
        )


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
