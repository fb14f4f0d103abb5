"""The way back of a copy: known to us alone, and the same for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from unions.mail import return_path, returned

numbers = st.integers(min_value=1, max_value=2**47 - 1)


@given(announcement=numbers, recipient=numbers, is_digest=st.booleans())
def test_what_comes_back_says_whose_copy_it_is(announcement: int, recipient: int, is_digest: bool) -> None:
    address = return_path(announcement, recipient, is_digest=is_digest)
    assert returned(address) == (announcement, recipient, is_digest)


def test_it_is_the_same_for_the_same_copy_and_another_for_another() -> None:
    assert return_path(1, 2) == return_path(1, 2)
    assert len({return_path(1, 2), return_path(2, 1), return_path(1, 3), return_path(12, 2)}) == 4


def test_it_is_short_enough_for_every_server() -> None:
    box, _at, host = return_path(2**47 - 1, 2**47 - 1, is_digest=True).partition("@")
    assert len(box) <= 64 and box.startswith("bounces+") and host == "localhost"


def test_the_host_is_that_of_the_portals_own_address(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Portal <portal@gewerkschaft-münchen.example>"
    assert return_path(1, 2).endswith("@xn--gewerkschaft-mnchen-jbc.example")


def test_servers_may_change_the_case() -> None:
    assert returned(return_path(1, 2).upper()) == (1, 2, False)


@pytest.mark.parametrize("place", range(0, 52, 7))
def test_one_changed_digit_is_noticed(place: int) -> None:
    address = return_path(1, 2)
    at = len("bounces+") + place
    forged = address[:at] + ("0" if address[at] != "0" else "1") + address[at + 1 :]
    assert returned(forged) is None


@pytest.mark.parametrize(
    "address", ["", "bounces@localhost", "bounces+@localhost", "bounces+zz@localhost", "b+\ud800@x"]
)
def test_what_we_never_gave_away_is_nobodys(address: str) -> None:
    assert returned(address) is None


@given(token=st.text(max_size=60))
def test_no_text_is_taken_for_a_token(token: str) -> None:
    assert returned(f"bounces+{token}@localhost") is None


def test_another_portal_cannot_read_it(settings: Settings) -> None:
    address = return_path(1, 2)
    settings.SECRET_KEY = "another"
    assert returned(address) is None
