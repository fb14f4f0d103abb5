"""Columns of our own: encrypted text, random public ids, private files."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import resolve
from django.urls.exceptions import Resolver404
from pytest_django import Settings

from tests import factories
from unions.fields import PUBLIC_ID_ALPHABET, PUBLIC_ID_LENGTH, private_storage, random_public_id
from unions.models import Recipient

ADDRESS = "office@dockers.example"


def contact() -> Recipient:
    """The contact of a listed organisation."""
    return Recipient.objects.create(organisation=factories.make_organisation(), contact_address=ADDRESS)


def stored(recipient: Recipient) -> str:
    """Return the column as it lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_address FROM unions_recipient WHERE id = %s", [recipient.pk])
        return str(cursor.fetchone()[0])


def test_an_encrypted_column_is_unreadable_in_the_database() -> None:
    recipient = contact()
    assert "dockers" not in stored(recipient)
    assert Recipient.objects.get(pk=recipient.pk).contact_address == ADDRESS


def test_the_same_text_is_never_stored_alike() -> None:
    assert stored(contact()) != stored(contact())


def test_an_older_key_still_reads_and_the_newest_writes(settings: Settings) -> None:
    old = contact()
    newest = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [newest, *settings.FIELD_KEYS]
    assert Recipient.objects.get(pk=old.pk).contact_address == ADDRESS
    assert Fernet(newest).decrypt(stored(contact()).encode()).decode() == ADDRESS


def test_without_its_key_a_column_is_an_error_and_not_an_empty_text(settings: Settings) -> None:
    recipient = contact()
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(ValueError, match="FIELD_KEYS"):
        Recipient.objects.get(pk=recipient.pk)


def test_an_encrypted_column_cannot_be_searched() -> None:
    with pytest.raises(FieldError):
        Recipient.objects.filter(contact_address__contains="dockers").exists()


def test_public_ids_are_random_and_can_be_read_out() -> None:
    made = {random_public_id() for _ in range(500)}
    assert len(made) == 500
    assert all(len(each) == PUBLIC_ID_LENGTH and set(each) <= set(PUBLIC_ID_ALPHABET) for each in made)


def test_a_private_file_has_no_address_and_is_for_its_owner_alone() -> None:
    storage = private_storage()
    name = storage.save("note.txt", ContentFile(b"not for everybody"))
    path = Path(storage.path(name))
    assert path.stat().st_mode & 0o777 == 0o600
    assert not path.is_relative_to(settings.STATIC_ROOT)
    with pytest.raises(ValueError, match="no address"):
        storage.url(name)
    storage.delete(name)


def test_no_address_hands_out_the_folder() -> None:
    with pytest.raises(Resolver404):
        resolve("/private/note.txt")
