"""Stubs on the loopback that speak what Postmark and Mailgun document of their APIs; each keeps what it was given."""

import json
import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Answer = tuple[int, Any]


@dataclass
class Call:
    """One message as a provider reads it."""

    to: str
    sender: str
    subject: str
    text: str
    html: str
    reply_to: str
    headers: dict[str, str]  # by names in small letters
    metadata: dict[str, str]
    is_tracked: bool
    stream: str = ""


@dataclass
class Provider(ABC):
    """Answers as it is told to a recipient, or to whoever comes next; else it takes the message."""

    key: str = "the key"
    calls: list[Call] = field(default_factory=list)  # those that were taken
    answers: dict[str, Answer] = field(default_factory=dict)  # by recipient
    next_answers: list[Answer] = field(default_factory=list)
    lines: int = 0  # how many were opened
    hangs_up: bool = False  # after having taken the message, without a word

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    @property
    def port(self) -> int:
        """Return where it listens."""
        return self.server.server_port

    def stop(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path: str, headers: Any, body: bytes) -> Answer:
        """Take a message, or refuse it."""
        if self.key_in(headers) != self.key:
            return self.wrong_key()
        call = self.read(path, body)
        if self.next_answers:
            return self.next_answers.pop(0)
        if call.to in self.answers:
            return self.answers[call.to]
        self.calls.append(call)
        return 200, self.taken(call)

    @abstractmethod
    def key_in(self, headers: Any) -> str:
        """Return the key of a call."""

    @abstractmethod
    def wrong_key(self) -> Answer:
        """Return what is said to a wrong key."""

    @abstractmethod
    def read(self, path: str, body: bytes) -> Call:
        """Read one message."""

    @abstractmethod
    def taken(self, call: Call) -> Any:
        """Return what is said when a message is taken."""

    @abstractmethod
    def bad_address(self, address: str) -> Answer:
        """Return what is said to an address that is none."""


@dataclass
class Postmark(Provider):
    """POST /email with JSON; refusals are 422 with an ErrorCode."""

    def key_in(self, headers: Any) -> str:
        return str(headers["X-Postmark-Server-Token"])

    def wrong_key(self) -> Answer:
        return 401, {"ErrorCode": 10, "Message": "No Account or Server API tokens were supplied."}

    def read(self, path: str, body: bytes) -> Call:
        assert path == "/email"
        said = json.loads(body)
        headers = {head["Name"].lower(): head["Value"] for head in said.get("Headers", [])}
        tracked = said["TrackOpens"] or said["TrackLinks"] != "None"
        words = (said["To"], said["From"], said["Subject"], said["TextBody"], said.get("HtmlBody", ""))
        return Call(*words, said.get("ReplyTo", ""), headers, said.get("Metadata", {}), tracked,
            said.get("MessageStream", ""))  # fmt: skip

    def taken(self, call: Call) -> Any:
        return {"To": call.to, "MessageID": f"{len(self.calls)}", "ErrorCode": 0, "Message": "OK"}

    def bad_address(self, address: str) -> Answer:
        return 422, {"ErrorCode": 300, "Message": f"Invalid 'To' address: '{address}'."}

    def inactive(self, address: str) -> Answer:
        """Return what is said to an address that Postmark gave up before."""
        words = "You tried to send to a recipient that has been marked as inactive."
        return 422, {"ErrorCode": 406, "Message": f"{words}\nFound inactive addresses: {address}.\nInactive recipients "
            "are ones that have generated a hard bounce or a spam complaint."}  # fmt: skip


@dataclass
class Mailgun(Provider):
    """POST /v3/<domain>/messages with a form; refusals have a code of HTTP and a sentence."""

    key: str = "Basic YXBpOnRoZSBrZXk="

    def key_in(self, headers: Any) -> str:
        return str(headers["Authorization"])

    def wrong_key(self) -> Answer:
        return 401, "Forbidden"

    def read(self, path: str, body: bytes) -> Call:
        assert path == "/v3/localhost/messages"
        said = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        headers = {name[2:].lower(): value for name, value in said.items() if name.startswith("h:")}
        metadata = {name[2:]: value for name, value in said.items() if name.startswith("v:")}
        tracked = (said["o:tracking-opens"], said["o:tracking-clicks"]) != ("no", "no")
        words = (said["to"], said["from"], said["subject"], said["text"], said.get("html", ""))
        return Call(*words, headers.pop("reply-to", ""), headers, metadata, tracked)

    def taken(self, call: Call) -> Any:
        return {"id": call.headers["message-id"], "message": "Queued. Thank you."}

    def bad_address(self, address: str) -> Answer:
        return 400, {"message": "'to' parameter is not a valid address. please check documentation"}


def _answering(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            provider.lines += 1
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            code, said = provider.answer(self.path, self.headers, body)
            if provider.hangs_up:
                self.close_connection = True
                return
            text = (said if isinstance(said, str) else json.dumps(said)).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def do_HEAD(self) -> None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            pass

    return Handler
