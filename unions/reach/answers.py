"""What servers outside answer: its beginning, for an answer may be a flood, or small and unpack to one."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse

from unions.reach.outside import is_under_way

MOST = 65_536  # bytes, unpacked
PIECE = 8_192  # bytes


class Brief(HTTPAdapter):
    """Reads the beginning of an answer on a trip, before anybody else reads all of it."""

    def build_response(self, req: requests.PreparedRequest, resp: BaseHTTPResponse) -> requests.Response:
        response = super().build_response(req, resp)
        if is_under_way():
            _read_beginning(response)
        return response


def read_briefly() -> None:
    """Let all that the library opens from now on be read like this: those who call it leave us no other way in."""
    requests.sessions.HTTPAdapter = Brief  # type: ignore[misc]


def _read_beginning(response: Any) -> None:
    beginning = b""
    for piece in response.iter_content(PIECE):
        beginning += piece
        if len(beginning) >= MOST:
            response.raw.close()
            break
    response._content, response._content_consumed = beginning, True
