"""The service that carries messages to devices, on the loopback: it keeps each, and may hold one before it answers."""

import asyncio
import json
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from deploy.faults.copies import of_push

if TYPE_CHECKING:
    from deploy.faults.server import Server

TAKEN = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
SECRET = b"sixteen bytes..."


def subscription(port: int, address: str) -> str:
    """Return what the browser of somebody with this address would hand over; nobody here reads what comes."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    keys = {"p256dh": _written(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))}
    keys["auth"] = _written(SECRET)
    return json.dumps({"endpoint": f"http://127.0.0.1:{port}/{address}", "keys": keys})


async def take(server: "Server", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Take one message; return whether its sender was still there to hear so."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.partition(b":")[2]))
    address = head.split(b" ", 2)[1].decode().lstrip("/")
    await server.keep_or_hold(of_push(address, head), writer)
    for _turn in range(2):  # the loop sees that a line has broken one turn later
        await asyncio.sleep(0)
    is_there = not reader.at_eof()
    writer.write(TAKEN)
    await writer.drain()
    return is_there


def _written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
