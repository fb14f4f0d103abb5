"""Signatures: HMAC with SHA-256, as everybody else computes it."""

import hashlib
import hmac

from django.utils.crypto import salted_hmac
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from unions.mail.signing import digest


@given(purpose=st.text(max_size=20), value=st.binary(max_size=200))
def test_it_is_an_hmac_whose_key_is_made_of_the_purpose_and_the_secret(purpose: str, value: bytes) -> None:
    from django.conf import settings

    key = hashlib.sha256((purpose + settings.SECRET_KEY).encode()).digest()
    assert digest(purpose, value) == hmac.digest(key, value, "sha256")
    assert digest(purpose, value) == salted_hmac(purpose, value, algorithm="sha256").digest()


def test_another_secret_signs_otherwise(settings: Settings) -> None:
    before = digest("purpose", b"value")
    settings.SECRET_KEY = "another"
    assert digest("purpose", b"value") != before
