"""A mail server that remembers every copy, and has the moods it is given: refuses, cuts the line, hangs, is slow."""

import asyncio
import re
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field

from deploy.local.ports import any_free

EXTENSIONS = b"250-judge\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 10485760\r\n"
LONGEST = 8_000_000  # bytes of a message
HANGS = 8.0  # seconds without a word: longer than the engine waits
HEADER = re.compile(rb"^(Message-ID|Content-Language):\s*(\S+)", re.IGNORECASE | re.MULTILINE)
MOODS = ("421", "451", "550", "rcpt 421", "rcpt 451", "rcpt 550", "cut before", "cut after", "hang", "hang after")
TAKES = {"", "cut after", "hang after"}  # moods in which the message is kept all the same


@dataclass(frozen=True)
class Copy:
    """One message that was taken: the server answered for it, or cut the line after it had it."""

    address: str
    message_id: str
    language: str
    at: float  # by time.monotonic


@dataclass
class Server:
    """Listens in a thread of its own."""

    pause: float = 0.0  # seconds before each reply to a message
    moods: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # by address, in turn; then none
    copies: list[Copy] = field(default_factory=list)
    port: int = field(default_factory=any_free)
    is_away: bool = False  # cuts every session as it opens

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()

    def forget(self) -> None:
        """Begin with no copy, no mood and no pause."""
        self.copies.clear()
        self.moods.clear()
        self.pause, self.is_away = 0.0, False

    def stop(self) -> None:
        """Stop listening, and cut every session."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        starting = asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=LONGEST)
        listener = self._loop.run_until_complete(starting)
        self._ready.set()
        self._loop.run_forever()
        listener.close()
        sessions = asyncio.all_tasks(self._loop)
        for session in sessions:
            session.cancel()
        self._loop.run_until_complete(asyncio.gather(*sessions, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0))  # lines that were cut are closed one turn later
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await Conversation(self, reader, writer).hold()
        except (ConnectionError, asyncio.IncompleteReadError, Cut):
            pass
        finally:
            writer.transport.abort()


class Cut(Exception):
    """The line is cut here."""


@dataclass
class Conversation:
    """One session with a client."""

    server: Server
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    address: str = ""
    mood: str = ""

    async def hold(self) -> None:
        """Answer line by line until the client goes."""
        if self.server.is_away:
            raise Cut
        self.say("220 judge")
        while line := await self.reader.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.writer.write(EXTENSIONS)
            elif verb == b"RCPT":
                await self.recipient(line)
            elif verb == b"DATA":
                await self.message()
            elif verb == b"QUIT":
                self.say("221 Bye")
                await self.writer.drain()
                return
            else:
                self.say("250 OK")
            await self.writer.drain()

    async def recipient(self, line: bytes) -> None:
        """Take a recipient, or refuse it if that is the mood."""
        self.address = line.partition(b"<")[2].partition(b">")[0].decode()
        moods = self.server.moods.get(self.address)
        self.mood = moods.pop(0) if moods else ""
        if self.mood.startswith("rcpt"):
            self.address = ""
            await self.refuse(self.mood.removeprefix("rcpt "))
        else:
            self.say("250 OK")

    async def message(self) -> None:
        """Take a message and then have the mood of its recipient."""
        if not self.address:
            self.say("554 No recipient")
            return
        self.say("354 Go on")
        await self.writer.drain()
        if self.mood == "cut before":
            await self.reader.readline()
            raise Cut
        body = await self.reader.readuntil(b"\r\n.\r\n")
        address, self.address = self.address, ""
        if self.server.pause:
            await asyncio.sleep(self.server.pause)
        if self.mood in TAKES:
            self.keep(address, body)
        if self.mood.startswith("hang"):
            await asyncio.sleep(HANGS)
        if self.mood.startswith(("hang", "cut")):
            raise Cut
        await self.refuse(self.mood) if self.mood else self.say("250 Taken")

    def keep(self, address: str, body: bytes) -> None:
        """Remember a copy."""
        found = {name.lower(): value.decode() for name, value in HEADER.findall(body)}
        copy = Copy(address, found.get(b"message-id", ""), found.get(b"content-language", ""), time.monotonic())
        self.server.copies.append(copy)

    async def refuse(self, code: str) -> None:
        """Say this code; after 421 the server closes the session."""
        self.say(f"{code} {code[0]}.7.1 In a mood")
        if code == "421":
            await self.writer.drain()
            raise Cut

    def say(self, line: str) -> None:
        """Answer with one line."""
        self.writer.write(f"{line}\r\n".encode())
