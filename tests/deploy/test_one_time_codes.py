"""The codes are those of RFC 6238, appendix B."""

import pytest

from deploy.local.one_time_codes import code, seconds_left

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890" in base32


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_a_code_is_the_one_of_the_published_vectors(at: int, expected: str) -> None:
    assert code(SECRET, at, digits=8) == expected


def test_a_secret_without_padding_and_in_small_letters_is_read() -> None:
    assert code("mfrggzdf", 59) == code("MFRGGZDF", 59)
    assert code("GEZDGNBV", 59) == code("GEZDGNBV====="[:8], 59)


def test_seconds_left_count_down_to_the_next_code() -> None:
    assert [seconds_left(at) for at in (0, 1, 29, 30)] == [30, 29, 1, 30]
