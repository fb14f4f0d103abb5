"""A mail server that says what a test wants to each command, cuts the line there, or falls silent."""

import contextlib
import io
import socket
import threading
from dataclasses import dataclass, field

CUT, SILENCE, AFTER_MORE, DRIP, LONG = "cut", "silence", "250 After more", "250 Letters", "250 Lines"
SLOW = {DRIP: b"2", LONG: b"250-Not yet\r\n"}
OFFERS = ("PIPELINING", "8BITMIME", "SMTPUTF8")


class Ended(Exception):
    """This session is over."""


@dataclass
class ScriptedServer:
    """`says` holds what it says by verb and recipient; MAIL goes by sender, BODY stands for the end of a message.

    What begins with "once" is said once. A body may be answered AFTER_MORE has come from the other side. A body may be
    answered for two seconds letter by letter (DRIP), or line by line (LONG).
    """

    says: dict[tuple[str, str], str] = field(default_factory=dict)
    offers: tuple[str, ...] = OFFERS
    asks_for_any_body: bool = False  # DATA is welcome even where no recipient was
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)  # sender, recipient, message
    heard: list[str] = field(default_factory=list)
    sessions: int = 0
    most_sessions: int = 99  # further ones are turned away
    pause: float = 0.0  # seconds before each reply

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.stopped = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        """Stop listening, and end what was silent."""
        self.stopped.set()
        with contextlib.suppress(OSError):  # it may have been stopped before
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _address = self._listening.accept()
                self.sessions += 1
                threading.Thread(target=self._talk, args=[line], daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as file, contextlib.suppress(Ended, OSError):
            Talk(self, line, file).go_on()


@dataclass
class Talk:
    """One session."""

    server: ScriptedServer
    line: socket.socket
    file: io.BufferedReader
    sender: str = ""
    recipient: str = ""

    def go_on(self) -> None:
        """Answer until the other side has nothing more to say."""
        if self.server.sessions > self.server.most_sessions:
            self.write("421 4.7.0 Too many")
            return
        self.write("220 scripted")
        while command := self.file.readline().decode():
            self.server.heard.append(command.strip())
            verb, who = command[:4].upper().strip(), command.partition("<")[2].partition(">")[0]
            getattr(self, f"hear_{verb.lower()}", self.hear_other)(who)

    def hear_ehlo(self, _who: str) -> None:
        """Say what is offered."""
        *lines, last = ["scripted", *self.server.offers]
        self.write("\r\n".join([*(f"250-{line}" for line in lines), f"250 {last}"]))

    def hear_mail(self, who: str) -> None:
        """Begin a message, if none is begun."""
        reply = self.say("MAIL", who, "503 5.5.1 Nested" if self.sender else "250 OK")
        self.sender = who if reply == "250 OK" else self.sender

    def hear_rcpt(self, who: str) -> None:
        """Take a recipient for a message that is begun."""
        if self.say("RCPT", who, "250 OK" if self.sender else "503 5.5.1 No sender") == "250 OK":
            self.recipient = who

    def hear_data(self, _who: str) -> None:
        """Ask for the message, and take it."""
        is_welcome = self.recipient or self.server.asks_for_any_body
        if not self.say("DATA", self.recipient, "354 Go on" if is_welcome else "503 5.5.1 No recipient").startswith(
            "354"
        ):
            return
        lines = list(iter(self.file.readline, b".\r\n"))
        if b"" in lines:
            raise Ended
        message = b"".join(line[1:] if line.startswith(b".") else line for line in lines)
        if self.server.says.get(("BODY", self.recipient), "250")[0] in "2c":
            self.server.taken.append((self.sender, self.recipient, message))
        self.say("BODY", self.recipient, "250 Taken")
        self.sender = self.recipient = ""

    def hear_other(self, _who: str) -> None:
        """Begin anew, or end."""
        self.sender = self.recipient = ""
        self.write("250 OK")

    def say(self, verb: str, who: str, usual: str) -> str:
        """Say what the script holds, else the usual; 421 ends the session, and so do a cut and silence."""
        reply = self.server.says.get((verb, who), usual)
        if reply.startswith("once "):
            reply = self.server.says.pop((verb, who)).removeprefix("once ")
        self.server.stopped.wait(self.server.pause)
        if reply == AFTER_MORE:
            self.file.peek(1)
        if reply == SILENCE:
            self.server.stopped.wait()
        for _moment in range(100 if reply in SLOW else 0):
            self.server.stopped.wait(0.02)
            self.line.sendall(SLOW[reply])
        if reply in {CUT, SILENCE}:
            raise Ended
        self.write(reply)
        if reply.startswith("421"):
            raise Ended
        return reply

    def write(self, words: str) -> None:
        """Write a reply."""
        self.line.sendall(f"{words}\r\n".encode())
