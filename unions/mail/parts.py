"""Texts as parts of a mail: as they are where servers take that, else in letters that all of them take."""

import quopri
import re
from email.mime.nonmultipart import MIMENonMultipart

from django.core.mail import EmailMessage

LONGEST_LINE = 900  # bytes; servers take 998, and what is each reader's own comes on top
_ENDS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


class TwoBodies(EmailMessage):
    """A message in plain text and in HTML, its parts as they were attached."""

    mixed_subtype = "alternative"


def text_part(kind: str, text: str, *, unbroken: str, is_8bit: bool) -> MIMENonMultipart:
    """Return a text as a part, with `unbroken` in one piece in it; whatever is written there has the same length."""
    part = MIMENonMultipart("text", kind, charset="utf-8")
    lines = _ENDS.sub("\n", text)
    encoding = _encoding(lines, is_8bit)
    payload = _quoted(lines, unbroken) if encoding == "quoted-printable" else lines.encode()
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(payload.decode("ascii", "surrogateescape"))
    return part


def _encoding(lines: str, is_8bit: bool) -> str:
    is_short = max(map(len, lines.encode().split(b"\n"))) <= LONGEST_LINE
    if not is_short or _CONTROLS.search(lines):
        return "quoted-printable"
    if lines.isascii():
        return "7bit"
    return "8bit" if is_8bit else "quoted-printable"


def _quoted(lines: str, unbroken: str) -> bytes:
    """Break lines around what must stay in one piece, and nowhere in it."""
    pieces = [quopri.encodestring(piece.encode()) for piece in lines.split(unbroken)]
    return b"=\n".join([pieces[0], *(part for piece in pieces[1:] for part in (unbroken.encode(), piece))])
