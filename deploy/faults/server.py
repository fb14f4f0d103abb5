"""A mail server that remembers every copy, and has the moods it is given: refuses, cuts the line, hangs, holds on.

It carries messages to devices, too, at a port of their own: it holds and remembers them like mails.
"""

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from deploy.faults import devices
from deploy.faults.copies import Copy, of_mail
from deploy.local.ports import any_free
from deploy.local.waiting import Unavailable

EXTENSIONS = b"250-judge\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 10485760\r\n"
LONGEST = 8_000_000  # bytes of a message
LONG = 300.0  # seconds; what has not come by then does not come: nothing is judged by how long it took
MOODS = ("421", "451", "550", "rcpt 421", "rcpt 451", "rcpt 550", "cut before", "cut after", "hang", "hang after")
Wanted = Callable[[Copy], bool]
TAKES = {"", "cut after", "hang after"}  # moods in which the message is kept all the same


class NotSettled(Unavailable):
    """Nothing can be said: what had to happen before anything is counted did not."""


def any_copy(_copy: Copy) -> bool:
    """Want every message."""
    return True


@dataclass
class Hold:
    """Messages that are held: their bodies have come, and nothing is said to them until they are let go."""

    server: "Server"
    after: int  # messages that are taken first
    is_taken: bool  # whether a message is kept before it is held, or only when it is let go
    most: int  # messages that are held, each on a line of its own; all others pass
    wanted: Wanted = any_copy  # which messages; all others pass
    lines: list[tuple[int, int]] = field(default_factory=list)  # of all that were ever held: the client's port and ours
    copies: list[Copy] = field(default_factory=list)  # what they brought
    is_cut: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def wants(self, copy: Copy) -> bool:
        """Whether this message is one of those."""
        is_time = len(self.server.copies) >= self.after and len(self.lines) < self.most
        return is_time and not self.over.is_set() and self.wanted(copy)

    def wait(self) -> tuple[int, int]:
        """Wait until one is held; return the client's port of its line, and ours. Raises NotSettled."""
        self.server.wait_for(lambda: bool(self.lines), "No message came that could be held")
        return self.lines[-1]

    def let_go(self, *, is_cut: bool = False) -> None:
        """Hold no more, and answer those that are held, or cut their lines."""
        self.is_cut = is_cut
        self.server.call(self.over.set)


@dataclass
class Server:
    """Listens in a thread of its own."""

    moods: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # by address, in turn; then none
    copies: list[Copy] = field(default_factory=list)
    port: int = field(default_factory=any_free)
    devices_port: int = field(default_factory=any_free)
    is_away: bool = False  # cuts every session as it opens
    turned_away: int = 0  # sessions that were
    broken_lines: int = 0  # sessions that did not end as agreed: each may double one copy
    broken_devices: int = 0  # of these, lines of those who tell devices
    hold: Hold | None = None
    meanwhile: Callable[[], object] = lambda: None  # what is done now and then while somebody waits

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()

    def forget(self) -> None:
        """Begin with no copy, no mood and nothing held."""
        if self.hold is not None:
            self.hold.let_go(is_cut=True)
        self.copies.clear()
        self.moods.clear()
        self.is_away, self.turned_away, self.broken_lines, self.broken_devices = False, 0, 0, 0
        self.hold = None

    def hold_after(self, number: int, *, is_taken: bool = False, most: int = 1, wanted: Wanted = any_copy) -> Hold:
        """Hold messages once so many more have been taken; what was held before stays so until it is let go."""
        self.hold = Hold(self, len(self.copies) + number, is_taken, most, wanted)
        return self.hold

    def wait_for(self, condition: Callable[[], bool], otherwise: str) -> None:
        """Wait until this is so, looking whenever a message is taken or held or a session ends. Raises NotSettled."""
        deadline = time.monotonic() + LONG
        while not self._comes_true(condition):
            self.meanwhile()
            if time.monotonic() > deadline:
                raise NotSettled(f"{otherwise} in {LONG:.0f} seconds.")

    def _comes_true(self, condition: Callable[[], bool]) -> bool:
        with self._changed:
            return self._changed.wait_for(condition, 1)

    def has_changed(self) -> None:
        """Let those look who wait."""
        with self._changed:
            self._changed.notify_all()

    def call(self, act: Callable[[], object]) -> None:
        """Do this in the thread of the server, before it does anything else."""
        self._loop.call_soon_threadsafe(act)

    def stop(self) -> None:
        """Stop listening, and cut every session."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        served = {self.port: self._serve, self.devices_port: self._serve_devices}
        starting = [asyncio.start_server(serve, "127.0.0.1", port, limit=LONGEST) for port, serve in served.items()]
        listeners = self._loop.run_until_complete(asyncio.gather(*starting))
        self._ready.set()
        self._loop.run_forever()
        for listener in listeners:
            listener.close()
        sessions = asyncio.all_tasks(self._loop)
        for session in sessions:
            session.cancel()
        self._loop.run_until_complete(asyncio.gather(*sessions, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0))  # lines that were cut are closed one turn later
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversation = Conversation(self, reader, writer)
        try:
            await conversation.follow()
        except (ConnectionError, asyncio.IncompleteReadError, Cut):
            pass
        finally:
            self.broken_lines += not conversation.is_agreed
            writer.transport.abort()
            self.has_changed()

    async def _serve_devices(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_agreed = False
        try:
            is_agreed = await devices.take(self, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, Cut):
            pass
        finally:
            self.broken_lines += not is_agreed
            self.broken_devices += not is_agreed
            writer.close()
            self.has_changed()

    async def keep_or_hold(self, copy: Copy, writer: asyncio.StreamWriter) -> None:
        """Keep a copy; where such a one is held, say nothing until it is let go. Raises Cut."""
        if self.hold is not None and self.hold.wants(copy):
            await self._hold(self.hold, copy, writer)
        else:
            self.keep(copy)

    async def _hold(self, hold: Hold, copy: Copy, writer: asyncio.StreamWriter) -> None:
        if hold.is_taken:
            self.keep(copy)
        hold.copies.append(copy)
        hold.lines.append((writer.get_extra_info("peername")[1], writer.get_extra_info("sockname")[1]))
        self.has_changed()
        await hold.over.wait()
        if hold.is_cut:
            raise Cut
        if not hold.is_taken:
            self.keep(copy)

    def keep(self, copy: Copy) -> None:
        """Remember a copy."""
        self.copies.append(replace(copy, at=time.monotonic()))
        self.has_changed()


class Cut(Exception):
    """The line is cut here."""


@dataclass
class Conversation:
    """One session with a client."""

    server: Server
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sender: str = ""
    address: str = ""
    mood: str = ""
    is_agreed: bool = True  # whether no message is left of which the client cannot know what became of it

    async def follow(self) -> None:
        """Answer line by line until the client goes."""
        if self.server.is_away:
            self.server.turned_away += 1
            raise Cut
        self.say("220 judge")
        self.is_agreed = False
        while line := await self.reader.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.writer.write(EXTENSIONS)
            elif verb == b"MAIL":
                self.sender = envelope(line)
                self.say("250 OK")
            elif verb == b"RCPT":
                await self.recipient(line)
            elif verb == b"DATA":
                await self.message()
            elif verb == b"QUIT":
                self.say("221 Bye")
                self.is_agreed = True
                await self.writer.drain()
                return
            else:
                self.say("250 OK")
            await self.writer.drain()

    async def recipient(self, line: bytes) -> None:
        """Take a recipient, or refuse it if that is the mood."""
        self.address = envelope(line)
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
        copy, self.address = of_mail(self.sender, self.address, body), ""
        if not self.mood:
            await self.server.keep_or_hold(copy, self.writer)
        elif self.mood in TAKES:
            self.server.keep(copy)
        if self.mood.startswith("hang"):
            await self.reader.read()  # what comes is heard and not answered, until the client has enough
        if self.mood.startswith(("hang", "cut")):
            raise Cut
        await self.refuse(self.mood) if self.mood else self.say("250 Taken")

    async def refuse(self, code: str) -> None:
        """Say this code; after 421 the server closes the session."""
        self.say(f"{code} {code[0]}.7.1 In a mood")
        if code == "421":
            await self.writer.drain()
            self.is_agreed = True
            raise Cut

    def say(self, line: str) -> None:
        """Answer with one line."""
        self.writer.write(f"{line}\r\n".encode())


def envelope(line: bytes) -> str:
    """Return the address that a line names."""
    return line.partition(b"<")[2].partition(b">")[0].decode()
