"""Columns of our own: random public ids, encrypted text, private files."""

import secrets
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models

# No vowels and no look-alikes: ids are read out on the phone and must spell nothing.
PUBLIC_ID_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
PUBLIC_ID_LENGTH = 12  # 27**12 is about 2**57: not guessable


def random_public_id() -> str:
    """Return a fresh id of 12 characters (about 57 bits)."""
    return "".join(secrets.choice(PUBLIC_ID_ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


class PublicIdField(models.CharField):
    """A random id for addresses and pages; the integer key never leaves the database."""

    def __init__(self, **options: Any) -> None:
        options.update(max_length=PUBLIC_ID_LENGTH, unique=True, editable=False, default=random_public_id)
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        for option in ("max_length", "unique", "editable", "default"):
            options.pop(option, None)
        return str(name), path, list(args), dict(options)

    def get_prep_value(self, value: Any) -> Any:
        """Return what is looked for; a NUL, which Postgres takes nowhere, becomes what no id holds."""
        prepared = super().get_prep_value(value)
        return prepared.replace("\0", " ") if isinstance(prepared, str) else prepared


def cipher() -> MultiFernet:
    """Return the cipher of the keys in FIELD_KEYS: the first writes, all read."""
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


class EncryptedTextField(models.TextField):
    """Text that is unreadable in the database and its backups; it cannot be searched or compared."""

    def get_prep_value(self, value: Any) -> str | None:
        if value is None or value == "":
            return value
        return cipher().encrypt(str(value).encode()).decode()

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        if not value:
            return value
        try:
            return cipher().decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise ValueError("An encrypted column was written with a key that FIELD_KEYS no longer holds.") from error

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in {"isnull", "exact"}:
            return None
        return super().get_lookup(lookup_name)


class PrivateStorage(FileSystemStorage):
    """A folder that no web server hands out; views do, after asking who asks."""

    def url(self, name: str | None) -> str:
        """Refuse: a private file has no address."""
        raise ValueError("A private file has no address: a view hands it out.")


def private_storage() -> PrivateStorage:
    """Return the folder of private files, readable by the portal's own user alone."""
    return PrivateStorage(location=settings.PRIVATE_FILES, file_permissions_mode=0o600)
