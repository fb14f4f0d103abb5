"""Addresses as squares that a phone reads."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_ZONE = 4  # modules around the code, as the standard asks


def qr_code(address: str) -> SafeString:
    """Return the address as an inline drawing: black squares on white, in every theme."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(address)
    rows = code.get_matrix()
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return format_html(
        '<svg role="img" aria-label="{}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{squares}"/></svg>',
        gettext("A code that leads to this request"),
        size=len(rows),
        squares=squares,
    )
