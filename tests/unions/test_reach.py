"""Which addresses of devices and chats are taken, and that no line leads into a private network."""

import json
import socket
import urllib.request

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.alerts.outside import Device
from unions.reach import Unusable, chats, devices, trip
from unions.reach.outside import Inside, check_host, is_public

PRIVATE = ["127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::", "localhost",
    "255.255.255.255", "64:ff9b:1::a00:1", "::ffff:0:10.0.0.1", "::10.0.0.1", "fec0::1"]  # fmt: skip
PUBLIC = ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"]
TAKEN = [
    "tgram://123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw4/987654",
    "matrixs://syt_token@matrix.example.org/!room:example.org",
    "matrixs://syt_token@matrix.example.org/#room",
    "signals://signal.example.org/+441632960000/+441632960999",
    "ntfys://ntfy.sh/topic",
    "https://ntfy.sh/topic",
    "gotifys://gotify.example.org/Aabcdefghijklmn",
    "nctalks://user:pass@cloud.example.org/abcd1234",
    "mmosts://mm.example.org/abcdefghijklmnopqrstuvwxyz",
    "rockets://tokenA123456789012/tokenB123456789@rc.example.org",
    "zulip://bot@org/abcdefghijklmnopqrstuvwxyz123456/stream",
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
    "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "https://discord.com/api/webhooks/4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
]
REFUSED = [
    "file:///etc/passwd",
    "exec://id",
    "mailto://user:pass@example.org",
    "json://example.org/hook",
    "xml://example.org/hook",
    "dbus://",
    "syslog://",
    "https://example.org/hook",
    "ntfy://ntfy.sh/topic",
    "matrix://token@matrix.example.org/!room:example.org",
    "signal://signal.example.org/+441632960000/+441632960999",
    "ntfys://127.0.0.1/topic",
    "ntfys://[::1]/topic",
    "ntfys://2130706433/topic",
    "ntfys://0x7f.1/topic",
    "ntfys://localhost/topic",
    "gotifys://server.local/Aabcdefghijklmn",
    "gotifys://server/Aabcdefghijklmn",
    "ntfys://ntfy.sh/one/two",
    "ntfys://ntfy.sh/topic?verify=no",
    "ntfys://ntfy.sh/topic?attach=file:///etc/passwd",
    "signals://signal.example.org/+441632960000/+441632960998/+441632960999",
    "tgram://123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw4/",
    "ntfys://ntfy.sh/to\npic",
    "https://[broken/topic",
    "matrixs://",
    "matrixs://name:password@matrix.example.org/#room",
    "ntfys://a..example.org/topic",
    "",
    "ntfys://ntfy.sh/" + "a" * 600,
]


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_known(host: str) -> None:
    assert not is_public(host)


@pytest.mark.parametrize("host", PUBLIC)
def test_a_public_address_is_known(host: str) -> None:
    assert is_public(host)


@pytest.mark.parametrize("host", ["portal.local", "postgres", "db.internal", "10.0.0.1", "0177.0.0.1", "[::1]", ""])
def test_a_name_of_a_private_network_is_refused(host: str) -> None:
    with pytest.raises(Unusable):
        check_host(host)


def test_no_line_is_opened_to_a_name_that_leads_inside() -> None:
    """The name is looked up by the operating system, as for whoever answers differently the second time."""
    with socket.create_server(("127.0.0.1", 0)) as server, trip() as way:
        with pytest.raises(OSError, match="private network"):
            urllib.request.urlopen(f"http://localhost:{server.getsockname()[1]}/", timeout=2)
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()
    assert way.met_inside and not way.has_left


@pytest.mark.parametrize("address", ["/run/postgres.sock", b"/run/postgres.sock"])
def test_no_line_is_opened_to_a_socket_of_this_machine(address: str | bytes) -> None:
    with socket.socket(socket.AF_UNIX) as line, trip(), pytest.raises(Inside):
        line.connect(address)


def test_everything_else_of_the_portal_opens_its_lines_as_before() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with trip():
            pass
        socket.create_connection(server.getsockname(), timeout=2).close()


@pytest.mark.parametrize("address", TAKEN)
def test_a_chat_that_we_know_is_taken(address: str) -> None:
    chat = chats.opened(address)
    assert len(chat) == 1 and chat.verify_certificate and not chat.redirects


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_no_chat_is_refused(address: str) -> None:
    with pytest.raises(Unusable):
        chats.opened(address)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_taken_or_refused(text: str) -> None:
    for address in (text, f"ntfys://{text}", f"matrixs://{text}", f"https://ntfy.sh/{text}"):
        try:
            chats.opened(address)
        except Unusable:
            continue


def test_what_a_browser_hands_over_is_taken() -> None:
    given = Device("https://push.example.org/abc").subscription
    kept = json.loads(devices.subscription(given[:-1] + ', "expirationTime": null, "more": 1}'))
    assert kept == json.loads(given)


@pytest.mark.parametrize(
    "endpoint",
    ["http://push.example.org/abc", "https://127.0.0.1/abc", "https://user@push.example.org/a", "https://push.local/a",
        "ftp://push.example.org/a", "https://a..example.org/x", f"https://{'a' * 64}.example.org/x",
        "https://push.example.org", "https://push.example.org:99999/a", "https://[::1]/a"],
)  # fmt: skip
def test_an_endpoint_that_is_not_public_is_refused(endpoint: str) -> None:
    with pytest.raises(Unusable):
        devices.subscription(Device(endpoint).subscription)


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{}", "[" * 900, '{"endpoint": 1, "keys": {"p256dh": "BA", "auth": "AA"}}', "x" * 3000,
        '{"endpoint": "https://push.example.org/a", "keys": {"p256dh": "!", "auth": "é"}}',
        '{"endpoint": "https://push.example.org/a", "keys": ["p256dh", "auth"]}'],
)  # fmt: skip
def test_what_no_browser_says_is_refused(text: str) -> None:
    with pytest.raises(Unusable):
        devices.subscription(text)


def test_the_key_that_signs_follows_from_the_secret_key(settings: Settings) -> None:
    first = devices.public_key()
    assert devices.public_key() == first and len(first) == 87
    settings.SECRET_KEY = "another"
    assert devices.public_key() != first
