"""A busy port is passed over, on either loopback."""

import socket

import pytest

from deploy.local import ports


def test_a_free_port_is_taken_as_it_is() -> None:
    free = ports.any_free()
    assert ports.first_free(free) == free


@pytest.mark.parametrize(("family", "address"), ports.LOOPBACKS)
def test_a_port_that_somebody_listens_on_is_passed_over(family: socket.AddressFamily, address: str) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.bind((address, 0))
        listener.listen()
        busy = listener.getsockname()[1]
        assert ports.first_free(busy) > busy
